import { type Kysely, PostgresAdapter } from 'kysely'
import type { Dialect } from './db.ts'

/** For the leaf of a migration: what its step is in the dialect that `db` speaks. Queries use `Db.dialect`. */
export const perDialect = <T>(db: Kysely<unknown>, variants: Record<Dialect['name'], T>): T =>
  variants[db.getExecutor().adapter instanceof PostgresAdapter ? 'postgres' : 'sqlite']
