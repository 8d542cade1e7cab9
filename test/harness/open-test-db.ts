import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../../src/platform/config/config.ts'
import type { Db, MigrationSet } from '../../src/platform/db/db.ts'
import { openMigrator } from '../../src/platform/db/migrator.ts'
import { openDb } from '../../src/platform/db/open-db.ts'
import type { Bed } from '../bed/bed.ts'
import { openPostgresCopies } from '../bed/postgres-copies.ts'
import { bareMetrics, quietLog } from './quiet.ts'
import { recordedDb } from './recorded-db.ts'

export type TestDb = {
  db: Db
  /** For whoever opens the same database another way. */
  config: Config['db']
  /** What another process would open. */
  again(): Promise<Db>
  close(): Promise<void>
}

/**
 * An empty, migrated database of its own: SQLite in a folder, or in the project `fleet` one on the bed's PostgreSQL unless `sqlite` is
 * asked for. `close` removes it.
 */
export async function openTestDb(
  sets: readonly MigrationSet[] = [],
  { sqlite = false }: { sqlite?: boolean } = {},
): Promise<TestDb> {
  const { config, remove } = (sqlite ? null : await onBed(sets)) ?? (await inFolder())
  const again = () => openDb(config, { log: quietLog(), metrics: bareMetrics() })
  const opened = await again()
  const { RECORD_SQL } = process.env
  const db = RECORD_SQL ? recordedDb(opened, RECORD_SQL) : opened
  await openMigrator(db, sets).up()
  return {
    db,
    config,
    again,
    async close() {
      await db.close()
      await remove()
    },
  }
}

type Place = { config: Config['db']; remove(): Promise<void> }

async function inFolder(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'longhouse-db-'))
  return {
    config: { engine: 'sqlite', file: join(folder, 'longhouse.db') },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/** A copy of a database in which these migrations have run already; null without a bed. */
async function onBed(sets: readonly MigrationSet[]): Promise<Place | null> {
  const bed = await bedOfRun()
  if (!bed) return null
  const copies = openPostgresCopies(bed.postgres)
  const { name, drop } = await copies.make(digest(sets), async (template) => {
    const db = await openDb(configOf(bed, template), { log: quietLog(), metrics: bareMetrics() })
    await openMigrator(db, sets).up()
    await db.close()
  })
  return { config: configOf(bed, name), remove: drop }
}

/** Benches use this file too, and outside of vitest there is nothing to inject. */
async function bedOfRun(): Promise<Bed | undefined> {
  return process.env.VITEST ? (await import('vitest')).inject('bed') : undefined
}

const configOf = ({ postgres }: Bed, database: string): Config['db'] => ({
  engine: 'postgres',
  url: `${postgres.houseUrl}${database}`,
  replicaUrls: [],
  poolSize: 10,
  ca: null,
  statementSeconds: 30,
})

/** Tests make up migrations with names that others use as well: what they do counts. */
function digest(sets: readonly MigrationSet[]): string {
  const words = sets.flatMap(({ owner, migrations }) =>
    migrations.map(({ name, up }) => `${owner}/${name} ${up.toString()}`),
  )
  return createHash('sha256').update(words.join('\n')).digest('hex').slice(0, 16)
}
