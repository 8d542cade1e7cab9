import { type Kysely, sql } from 'kysely'
import { idFrom } from '../ids.ts'
import { perDialect } from './per-dialect.ts'
import { guardPart } from './space-rows.ts'

/** Months for which parts are made ahead. */
const monthsAhead = 3

/**
 * Cuts a table that only grows into parts by the month in which its objects were made: `key` is their id, a UUIDv7, which begins with
 * that time. What is there already stays where it is and becomes the first part. A row of a month that has no part goes into the default one, so
 * that a write never waits for a part to be made. Primary keys and unique rules must hold `key`. In a migration; where a table is one
 * file of one machine there is nothing to cut. Policies of row-level security are put on the new table by the caller.
 */
export async function partitionByMonth(
  db: Kysely<unknown>,
  table: string,
  key: string,
  now = new Date(),
): Promise<void> {
  if (perDialect(db, { sqlite: true, postgres: false })) return
  const first = `${table}_first`
  const bound = idFrom(monthAfter(now, 1).getTime())
  await sql`alter table ${sql.table(table)} rename to ${sql.table(first)}`.execute(db)
  await sql`create table ${sql.table(table)} (like ${sql.table(first)} including all) partition by range (${sql.ref(key)})`.execute(
    db,
  )
  await passOnNames(db, first, table)
  await addPart(db, table, defaultPart(table), sql`default`)
  // What was made in a time that is yet to come, as imports say of some notes.
  await moveRows(db, { from: first, into: defaultPart(table), key, low: bound, high: null })
  await sql`alter table ${sql.table(table)} attach partition ${sql.table(first)} for values from (minvalue) to (${sql.lit(bound)})`.execute(
    db,
  )
  await makeParts(db, table, key, now)
}

/** One table again, with all rows. Policies are put on by the caller. */
export async function joinPartitions(db: Kysely<unknown>, table: string): Promise<void> {
  if (perDialect(db, { sqlite: true, postgres: false })) return
  const cut = `${table}_cut`
  await sql`alter table ${sql.table(table)} rename to ${sql.table(cut)}`.execute(db)
  await sql`create table ${sql.table(table)} (like ${sql.table(cut)} including all)`.execute(db)
  await sql`insert into ${sql.table(table)} select * from ${sql.table(cut)}`.execute(db)
  await passOnNames(db, cut, table)
  await sql`drop table ${sql.table(cut)}`.execute(db)
}

/** Makes the parts for the months to come of every table that is cut by months; tells which. What has gone into a default part meanwhile moves. */
export async function makePartitions(db: Kysely<unknown>, now = new Date()): Promise<string[]> {
  if (perDialect(db, { sqlite: true, postgres: false })) return []
  const { rows } = await sql<{ table: string; key: string }>`
    select c.relname as table, a.attname as key from pg_partitioned_table p join pg_class c on c.oid = p.partrelid
    join pg_attribute a on a.attrelid = c.oid and a.attnum = p.partattrs[0]
    where c.relnamespace = current_schema()::regnamespace order by c.relname`.execute(db)
  const made: string[] = []
  for (const { table, key } of rows) made.push(...(await makeParts(db, table, key, now)))
  return made
}

/** Every month from the newest part on, also those in which nobody made one. */
async function makeParts(db: Kysely<unknown>, table: string, key: string, now: Date): Promise<string[]> {
  const made: string[] = []
  const last = monthAfter(now, monthsAhead)
  for (let month = (await monthAfterNewest(db, table)) ?? monthAfter(now, 1); month <= last;) {
    const next = monthAfter(month, 1)
    const name = `${table}_${month.toISOString().slice(0, 7).replace('-', '_')}`
    const [low, high] = [idFrom(month.getTime()), idFrom(next.getTime())]
    // Made aside and then attached: readers and writers of the table go on meanwhile.
    await sql`create table ${sql.table(name)} (like ${sql.table(table)} including all)`.execute(db)
    await moveRows(db, { from: defaultPart(table), into: name, key, low, high })
    await guardPart(db, name)
    await sql`alter table ${sql.table(table)} attach partition ${sql.table(name)} for values from (${sql.lit(low)}) to (${sql.lit(high)})`.execute(
      db,
    )
    made.push(name)
    month = next
  }
  return made
}

/** Null while there is no part of a month. */
async function monthAfterNewest(db: Kysely<unknown>, table: string): Promise<Date | null> {
  const { rows } = await sql<{ month: string }>`
    select max(substring(inhrelid::regclass::text from '_(\\d{4}_\\d\\d)$')) as month
    from pg_inherits where inhparent = ${table}::regclass having count(*) > 0`.execute(db)
  const month = rows[0]?.month
  return month ? monthAfter(new Date(`${month.replace('_', '-')}-01`), 1) : null
}

const defaultPart = (table: string) => `${table}_default`

async function addPart(db: Kysely<unknown>, table: string, name: string, bounds: ReturnType<typeof sql>) {
  await sql`create table ${sql.table(name)} partition of ${sql.table(table)} ${bounds}`.execute(db)
  await guardPart(db, name)
}

type Move = { from: string; into: string; key: string; low: string; high: string | null }

/** Rows only change their place: triggers that keep them as they are have nothing to say. */
async function moveRows(db: Kysely<unknown>, { from, into, key, low, high }: Move): Promise<void> {
  const below = high === null ? sql`` : sql` and ${sql.ref(key)} < ${high}`
  await sql`alter table ${sql.table(from)} disable trigger user`.execute(db)
  await sql`with moved as (delete from ${sql.table(from)} where ${sql.ref(key)} >= ${low}${below} returning *)
    insert into ${sql.table(into)} select * from moved`.execute(db)
  await sql`alter table ${sql.table(from)} enable trigger user`.execute(db)
}

/** The indexes of `to` get the names that those of `from` have; those get the table's name in front. */
async function passOnNames(db: Kysely<unknown>, from: string, to: string): Promise<void> {
  const named = async (table: string) => {
    const { rows } = await sql<{ name: string; shape: string }>`
      select c.relname as name, i.indisunique::text || i.indisprimary::text
             || substring(pg_get_indexdef(i.indexrelid) from ' USING .*$') as shape
      from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = ${table}::regclass`.execute(
      db,
    )
    return rows
  }
  const made = await named(to)
  for (const { name, shape } of await named(from)) {
    const twin = made.splice(
      made.findIndex((one) => one.shape === shape),
      1,
    )[0]!
    await sql`alter index ${sql.table(name)} rename to ${sql.table(`${from}_${name}`.slice(0, 63))}`.execute(
      db,
    )
    await sql`alter index ${sql.table(twin.name)} rename to ${sql.table(name)}`.execute(db)
  }
}

const monthAfter = (time: Date, months: number) =>
  new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth() + months, 1))
