import { type Kysely, sql } from 'kysely'
import { perDialect } from './per-dialect.ts'

/** How a row tells which space it belongs to. */
type Belonging =
  /** By a column; where that is null the row is the house's, and every space sees it. */
  | { column: string; orHouse?: true }
  /** By the row of another table that `column` names, in one of `parents`. */
  | { column: string; parents: readonly string[] }

/**
 * Row-level security for the rows of spaces, in a migration: whoever asks on behalf of a space (scope.ts) sees and writes the rows of that
 * space alone, also when a query forgets to say so, and whoever does not say on whose behalf sees nothing. It also binds the owner of the
 * table, not a superuser. Where the database belongs to one process there is nothing to do: SQLite has no such thing.
 */
export async function guardSpaceRows(
  db: Kysely<unknown>,
  table: string,
  belonging: Belonging = { column: 'space_id' },
): Promise<void> {
  const guard = perDialect(db, { sqlite: null, postgres: inSpace(table, belonging) })
  if (!guard) return
  await sql`alter table ${sql.table(table)} enable row level security`.execute(db)
  await sql`alter table ${sql.table(table)} force row level security`.execute(db)
  await sql`create policy in_space on ${sql.table(table)} using (${guard}) with check (${guard})`.execute(db)
}

/** A part of a table (partitions.ts) is reached through its table, whose policy decides; by itself only for the whole house. */
export async function guardPart(db: Kysely<unknown>, part: string): Promise<void> {
  await sql`alter table ${sql.table(part)} enable row level security`.execute(db)
  await sql`alter table ${sql.table(part)} force row level security`.execute(db)
  await sql`create policy in_house on ${sql.table(part)} using (${wholeHouse})`.execute(db)
}

/** Takes the guard away again. */
export async function unguardSpaceRows(db: Kysely<unknown>, table: string): Promise<void> {
  if (perDialect(db, { sqlite: true, postgres: false })) return
  await sql`drop policy in_space on ${sql.table(table)}`.execute(db)
  await sql`alter table ${sql.table(table)} no force row level security`.execute(db)
  await sql`alter table ${sql.table(table)} disable row level security`.execute(db)
}

const asked = sql`current_setting('longhouse.space', true)`
/** In a shape of which the planner guesses a half: of a plain comparison it would guess one row in two hundred, and sort where it should walk. */
const wholeHouse = sql`coalesce(${asked} = '*', false)`

function inSpace(table: string, belonging: Belonging) {
  const column = sql.ref(`${table}.${belonging.column}`)
  const own = 'parents' in belonging ? ofParents(column, belonging.parents) : sql`${column} = ${asked}`
  const house = 'orHouse' in belonging ? sql` or ${column} is null` : sql``
  return sql`${wholeHouse} or ${own}${house}`
}

/** Parents are looked at with their own guard. */
const ofParents = (column: ReturnType<typeof sql.ref>, parents: readonly string[]) =>
  sql.join(
    parents.map((parent) => sql`exists (select from ${sql.table(parent)} p where p.id = ${column})`),
    sql` or `,
  )
