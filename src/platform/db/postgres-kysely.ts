import { type Driver, Kysely, type LogEvent, PostgresAdapter, PostgresIntrospector } from 'kysely'
import { HousePostgresCompiler } from './postgres-compiler.ts'

// oxlint-disable-next-line typescript/no-explicit-any
export type AnyTables = any

/** Kysely with the house's SQL over one of its drivers. */
export const postgresKysely = (driver: Driver, log: (event: LogEvent) => void): Kysely<AnyTables> =>
  new Kysely({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => driver,
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new HousePostgresCompiler(),
    },
    log,
  })
