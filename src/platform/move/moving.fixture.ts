import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import type { Db, MigrationSet } from '../db/db.ts'
import { openMigrator } from '../db/migrator.ts'
import { openDb } from '../db/open-db.ts'
import { openTestDb } from '../../../test/harness/open-test-db.ts'
import { bareMetrics, quietLog } from '../../../test/harness/quiet.ts'
import { appliedMigrations } from './migrations.ts'
import { lending } from './move.fixture.ts'
import { type MovedTable, moveHouse } from './move-house.ts'
import { openSource, openTarget } from './open-ends.ts'
import { planMove } from './plan.ts'
import type { Row } from './rows.ts'
import type { Target } from './target.ts'

/** A place for one database; `remove` takes it away. */
export type Place = { config: Config['db']; remove(): Promise<void> }

/** A file of its own. */
export async function inFile(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'longhouse-move-'))
  return {
    config: { engine: 'sqlite', file: join(folder, 'longhouse.db') },
    remove: () => rm(folder, { recursive: true }),
  }
}

/** An empty database on the engine of this run. */
export async function onEngine(): Promise<Place> {
  const { db, config, close } = await openTestDb()
  await db.close()
  return { config, remove: close }
}

type Options = {
  resume?: boolean
  target?: (target: Target) => Target
  derived?: string[]
  signal?: AbortSignal
}

export async function withDb(place: Place, use: (db: Db) => Promise<void>): Promise<void> {
  const db = await openDb(place.config, { log: quietLog(), metrics: bareMetrics() })
  try {
    await use(db)
  } finally {
    await db.close()
  }
}

/** The tables of the made-up app, filled without any guard, as a move fills them. */
export async function makeHouse(place: Place, rows: Record<string, Row[]>): Promise<void> {
  await withDb(place, async (db) => void (await openMigrator(db, [lending]).up()))
  const filler = await openTarget(place.config)
  try {
    const tables = await filler.tables()
    const applied = await appliedMigrations(filler, tables)
    const filled = tables.filter(({ name }) => rows[name])
    await filler.begin('made', filled)
    for (const table of filled)
      await filler.write(table, rows[table.name]!, {
        from: null,
        to: ['made'],
        done: rows[table.name]!.length,
      })
    await filler.fasten([])
    await filler.finish(applied)
  } finally {
    await filler.close()
  }
}

export async function planned(source: Place, target: Place, sets: readonly MigrationSet[] = [lending]) {
  const ends = { source: await openSource(source.config), target: await openTarget(target.config) }
  try {
    return await planMove({ ...ends, sets, derived: [] }, { scan: true })
  } finally {
    await ends.source.close()
    await ends.target.close()
  }
}

export async function move(from: Place, to: Place, options: Options = {}): Promise<MovedTable[]> {
  const { resume = false, derived = [], signal = new AbortController().signal } = options
  const source = await openSource(from.config)
  const target = await openTarget(to.config)
  try {
    await source.hold()
    const plan = await planMove({ source, target, sets: [lending], derived }, { scan: false })
    const makeTables = () => withDb(to, async (db) => void (await openMigrator(db, [lending]).up()))
    const seen = options.target?.(target) ?? target
    return await moveHouse({ source, target: seen, plan, makeTables, resume, say: () => {}, signal })
  } finally {
    await source.close()
    await target.close()
  }
}

/** Every row of every table, as it is. */
export async function dump(place: Place): Promise<Record<string, Row[]>> {
  const rows = await openSource(place.config)
  try {
    const all: Record<string, Row[]> = {}
    for (const table of await rows.tables()) {
      if (table.name === 'schema_migrations') continue
      all[table.name] = []
      for await (const batch of rows.walk(table, table.key, null)) all[table.name]!.push(...batch)
    }
    return all
  } finally {
    await rows.close()
  }
}
