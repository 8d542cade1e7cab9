import { Fault } from '../errors.ts'
import type { Db, MigrationSet, NamedMigration } from './db.ts'

/**
 * Moves the schema. Every migration runs in a transaction of its own together with its line in `schema_migrations`, so
 * that two starters at once, or a crash, leave each one done once or not at all. Order within a set is kept; a set that
 * comes later (an app that is turned on) may catch up.
 */
export interface Migrator {
  /**
   * Applies what is missing. Returns the names applied now, `<owner>/<name>`, in order. Throws `Fault('unavailable',
   * 'unfinished-move')` while `longhouse db copy` has not filled this database to the end.
   */
  up(): Promise<string[]>
  /** Takes back the newest `steps`. Returns their names. Throws when this release does not know one, or it has no way down. */
  down(steps: number): Promise<string[]>
  status(): Promise<MigrationStatus[]>
}
export type MigrationStatus = {
  name: string
  /** ISO 8601; null when it waits. */
  appliedAt: string | null
  /** False for one that another release or an app that is off has applied. */
  known: boolean
}

type Tables = { schema_migrations: { name: string; position: number; applied_at: string } }
type Known = { name: string; migration: NamedMigration }

export function openMigrator(db: Db, sets: readonly MigrationSet[]): Migrator {
  const tables = db.tables<Tables>()
  const known = sets.flatMap(({ owner, migrations }) =>
    migrations.map((migration) => ({ name: `${owner}/${migration.name}`, migration })),
  )
  refuseDoubles(known)

  return {
    async up() {
      await makeTable(db)
      if (await isApplied(unfinishedMove)) throw halfMoved()
      const done: string[] = []
      for (const one of known) if (await apply(one)) done.push(one.name)
      return done
    },
    async down(steps) {
      await makeTable(db)
      const done: string[] = []
      for (let step = 0; step < steps; step++) {
        const name = await takeBack()
        if (name === null) break
        done.push(name)
      }
      return done
    },
    async status() {
      await makeTable(db)
      const applied = await tables.read
        .selectFrom('schema_migrations')
        .selectAll()
        .orderBy('position')
        .execute()
      const times = new Map(applied.map((row) => [row.name, row.applied_at]))
      const names = new Set(known.map((one) => one.name))
      return [
        ...applied
          .filter((row) => !names.has(row.name))
          .map((row) => ({ name: row.name, appliedAt: row.applied_at, known: false })),
        ...known.map(({ name }) => ({ name, appliedAt: times.get(name) ?? null, known: true })),
      ]
    },
  }

  async function apply({ name, migration }: Known): Promise<boolean> {
    if (await isApplied(name)) return false
    return tables.reshape(async (tx, beside) => {
      // Another starter may have been first while this one waited.
      const rows = await tx.selectFrom('schema_migrations').select(['name', 'position']).execute()
      if (rows.some((row) => row.name === name)) return false
      await named(name, () => migration.up(migration.beside ? beside : tx))
      const position = Math.max(0, ...rows.map((row) => row.position)) + 1
      await tx
        .insertInto('schema_migrations')
        .values({ name, position, applied_at: new Date().toISOString() })
        .execute()
      return true
    })
  }

  async function isApplied(name: string): Promise<boolean> {
    const query = tables.read.selectFrom('schema_migrations').select('name').where('name', '=', name)
    return (await query.executeTakeFirst()) !== undefined
  }

  function takeBack(): Promise<string | null> {
    return tables.reshape(async (tx, beside) => {
      const newest = await tx
        .selectFrom('schema_migrations')
        .select('name')
        .orderBy('position', 'desc')
        .limit(1)
        .executeTakeFirst()
      if (!newest) return null
      const { name } = newest
      const migration = known.find((one) => one.name === name)?.migration
      if (!migration?.down)
        throw new Error(`This release cannot take back ${name}. Use the release that applied it.`)
      await named(name, () => migration.down!(migration.beside ? beside : tx))
      await tx.deleteFrom('schema_migrations').where('name', '=', name).execute()
      return name
    })
  }
}

/** Stands among the migrations of a database that a move has begun to fill: no house may start on half of one. */
export const unfinishedMove = 'move/unfinished'

const halfMoved = () =>
  new Fault(
    'unavailable',
    'unfinished-move',
    'This database is being filled by `longhouse db copy`, which has not come to its end. Let it end, or go on with --resume. Nothing was changed.',
  )

const makeTable = (db: Db) =>
  db.reshape((tx) =>
    tx.schema
      .createTable('schema_migrations')
      .ifNotExists()
      .addColumn('name', 'text', (c) => c.primaryKey().notNull())
      .addColumn('position', 'integer', (c) => c.notNull())
      .addColumn('applied_at', 'text', (c) => c.notNull())
      .execute(),
  )

async function named(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    throw new Error(`Migration ${name} failed and was rolled back: ${(error as Error).message}`, {
      cause: error,
    })
  }
}

function refuseDoubles(known: readonly Known[]): void {
  const names = known.map((one) => one.name)
  const double = names.find((name, index) => names.indexOf(name) !== index)
  if (double) throw new Error(`Two migrations are called ${double}`)
}
