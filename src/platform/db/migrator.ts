import { Fault } from '../errors.ts'
import type { Db, MigrationSet, NamedMigration } from './db.ts'

/**
 * Moves the schema. Every migration runs in a transaction of its own together with its line in `schema_migrations`, so
 * that two starters at once, or a crash, leave each one done once or not at all. Order within a set is kept; a set that
 * comes later (an app that is turned on) may catch up.
 */
export interface Migrator {
  /**
   * Applies what is missing. Returns the names applied now, `<owner>/<name>`, in order. What a newer release has added is left as it is:
   * two releases may serve one house during an update. Throws `Fault('unavailable', 'newer-database')` when a newer one has
   * taken away what this one needs, `Fault('unavailable', 'unfinished-move')` while `longhouse db copy` has not filled
   * this database to the end. Waits for nobody when nothing is missing.
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
      const applied = await namesApplied()
      if (applied.has(unfinishedMove)) throw halfMoved()
      refuseContracted([...applied])
      const done: string[] = []
      for (const one of known) if (!applied.has(one.name) && (await apply(one))) done.push(one.name)
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

  async function namesApplied(): Promise<Set<string>> {
    const look = () => tables.read.selectFrom('schema_migrations').select('name').execute()
    // An empty database has no such table yet. To make it one waits for whoever reshapes, which can be long.
    const rows = await look().catch(async () => {
      await makeTable(db)
      return look()
    })
    return new Set(rows.map((row) => row.name))
  }

  /** Of apps that are off nothing is needed. */
  function refuseContracted(applied: readonly string[]): void {
    const names = new Set(known.map((one) => one.name))
    const owners = new Set(sets.map((set) => set.owner))
    const contracted = applied.find(
      (name) => isContracting(name) && !names.has(name) && owners.has(name.split('/')[0]!),
    )
    if (contracted) throw newerDatabase(contracted)
  }

  function takeBack(): Promise<string | null> {
    return tables.reshape(async (tx, beside) => {
      // Without a parameter, here and in `apply`: PostgreSQL keeps the snapshot of a parametrized select until the next statement, and an
      // index that is made beside waits for whoever has one.
      const rows = await tx.selectFrom('schema_migrations').select('name').orderBy('position').execute()
      const name = rows.at(-1)?.name
      if (name === undefined) return null
      const migration = known.find((one) => one.name === name)?.migration
      if (!migration?.down)
        throw new Error(`This release cannot take back ${name}. Use the release that applied it.`)
      await named(name, () => migration.down!(migration.beside ? beside : tx))
      await tx.deleteFrom('schema_migrations').where('name', '=', name).execute()
      return name
    })
  }
}

/**
 * Migrations that take away what the release before still used say so in their names, `0012-contract-small-posters`: whoever finds one
 * applied that it does not know is too old for this database.
 */
const isContracting = (name: string) => /^[^/]+\/\d+-contract-/.test(name)

const newerDatabase = (name: string) =>
  new Fault(
    'unavailable',
    'newer-database',
    `A newer release has changed this database in a way that this one cannot work with (${name}). Start the newer release, or restore the backup from before the update. Nothing was changed.`,
  )

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
