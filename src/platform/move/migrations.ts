import { createHash } from 'node:crypto'
import type { MigrationSet } from '../db/db.ts'
import { Fault } from '../errors.ts'
import { type HouseRows, pick, type Table } from './rows.ts'
import type { AppliedMigration } from './target.ts'

export const migrationsTable = 'schema_migrations'

/** What has been applied, in order. Throws `Fault('missing', 'no-house')` for a database without a house. */
export async function appliedMigrations(
  rows: HouseRows,
  tables: readonly Table[],
): Promise<AppliedMigration[]> {
  const table = tables.find(({ name }) => name === migrationsTable)
  const applied: AppliedMigration[] = []
  if (table)
    for await (const batch of rows.walk(table, table.key, null))
      for (const row of batch) {
        const [name, position, at] = pick(table, ['name', 'position', 'applied_at'], row) as [
          string,
          bigint,
          string,
        ]
        applied.push({ name, position: Number(position), applied_at: at })
      }
  if (applied.length === 0)
    throw new Fault('missing', 'no-house', `${rows.words}: there is no house in this database to move.`)
  return applied.toSorted((a, b) => a.position - b.position)
}

/** Tells one house from another, as long as no migration is added: names and times of what was applied. */
export const markOf = (applied: readonly AppliedMigration[]): string =>
  createHash('sha256').update(JSON.stringify(applied)).digest('hex')

/** What keeps this release from making the same tables elsewhere, in words. */
export function migrationFaults(
  applied: readonly AppliedMigration[],
  sets: readonly MigrationSet[],
): string[] {
  const names = new Set(applied.map(({ name }) => name))
  const known = sets.flatMap(({ owner, migrations }) =>
    migrations.map(({ name }) => ({ owner, name: `${owner}/${name}` })),
  )
  const knownNames = new Set(known.map(({ name }) => name))
  const owners = new Set(applied.map(({ name }) => name.split('/')[0]))
  return [
    ...[...names]
      .filter((name) => !knownNames.has(name))
      .map(
        (name) => `${name} was applied by another release. Move with the release that the house last ran.`,
      ),
    ...known
      .filter(({ owner, name }) => owners.has(owner) && !names.has(name))
      .map(
        ({ name }) =>
          `${name} was never applied. Say \`longhouse db migrate\` with this release on the house first.`,
      ),
  ]
}

/** The sets that apply exactly what was applied, in the same order. */
export function sameMigrations(
  applied: readonly AppliedMigration[],
  sets: readonly MigrationSet[],
): MigrationSet[] {
  const known = new Map<string, MigrationSet>(
    sets.flatMap(({ owner, migrations }) =>
      migrations.map(
        (migration) => [`${owner}/${migration.name}`, { owner, migrations: [migration] }] as const,
      ),
    ),
  )
  return applied.flatMap(({ name }) => known.get(name) ?? [])
}
