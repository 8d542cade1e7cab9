import type { MigrationSet } from '../db/db.ts'
import { appliedMigrations, migrationFaults, migrationsTable } from './migrations.ts'
import { findMisfits } from './misfits.ts'
import type { MoveProgress } from './progress.ts'
import type { HouseRows, Table } from './rows.ts'
import type { Source } from './source.ts'
import type { AppliedMigration, Target } from './target.ts'

/** What a move would do, and everything that would stop it. */
export type Plan = {
  applied: AppliedMigration[]
  tables: { table: Table; rows: number }[]
  /** Left out: the house makes them again from the rest. */
  derived: string[]
  /** In words, each with what to do. */
  faults: string[]
}
export type PlanParts = {
  source: Source
  target: Target
  /** Every migration of this release, also those of apps that are off. */
  sets: readonly MigrationSet[]
  /** Tables that can be made again from the others. */
  derived: readonly string[]
}

/**
 * Reads the schema of both sides, changes nothing, and may run while the house does. With `scan` every row is looked at, else
 * they are counted. Throws `Fault('missing', 'no-house')`.
 */
export async function planMove(
  { source, target, sets, derived }: PlanParts,
  options: { scan: boolean; say?: (progress: MoveProgress) => void },
): Promise<Plan> {
  const found = await source.tables()
  const applied = await appliedMigrations(source, found)
  const isDerived = ({ name }: Table) => derived.includes(name)
  const moved = found.filter((table) => table.name !== migrationsTable && !isDerived(table))
  const faults = [
    ...migrationFaults(applied, sets),
    ...moved.flatMap(({ name, trouble }) => (trouble ? [`${name} cannot be moved: ${trouble}.`] : [])),
    ...(await source.danglers()).map(
      ({ table, parent, rows }) =>
        `${table}: ${rows} ${rows === 1 ? 'row points' : 'rows point'} at rows of ${parent} that are gone. Delete them, or bring back what they point at.`,
    ),
    ...(await targetFaults(target)),
  ]
  const tables: Plan['tables'] = []
  for (const table of moved.filter(({ trouble }) => trouble === null)) {
    if (options.scan) {
      const looked = (done: number) => options.say?.({ stage: 'looking', table: table.name, done, of: 0 })
      const { rows, misfits } = await findMisfits(source, table, target, looked)
      tables.push({ table, rows })
      faults.push(...misfits)
    } else tables.push({ table, rows: await source.count(table) })
  }
  return { applied, tables, derived: found.filter(isDerived).map(({ name }) => name), faults }
}

/** Only an empty database is filled, or one that a move has begun to fill. */
async function targetFaults(target: Target): Promise<string[]> {
  if (await target.progress()) return []
  const tables = (await target.tables()).filter(({ name }) => name !== migrationsTable)
  const full: string[] = []
  for (const table of tables) if (await hasRows(target, table)) full.push(table.name)
  if (full.length === 0) return []
  return [
    `${target.words} is not empty: ${full.slice(0, 5).join(', ')}${full.length > 5 ? ' and more' : ''} have rows. Move into a new database; what is in this one is left alone.`,
  ]
}

async function hasRows(rows: HouseRows, table: Table): Promise<boolean> {
  if (table.trouble) return (await rows.count(table)) > 0
  for await (const batch of rows.walk(table, table.key, null)) return batch.length > 0
  return false
}
