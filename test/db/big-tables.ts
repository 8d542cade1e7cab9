import type { Client } from 'pg'
import type { AppPlans } from '../../src/platform/db/app-plans.ts'

/** How many rows every table of the house gets that is not excused: enough that no plan reads them all by choice. */
const bigRows = 20_000
/** The space where nine in ten of the rows stand, as in a house with one community. */
const bigSpace = 'made_id(1)'

/**
 * Fills every table with made-up rows: what a column holds is told by the app in `known`, by its name, else by its type. Flags and states have values that are common and values that a handful of rows have. By the superuser, who sets links aside.
 */
export async function fillBigTables(
  admin: Client,
  small: ReadonlySet<string>,
  known: NonNullable<AppPlans['rows']>,
): Promise<void> {
  await admin.query(`
    create function made_at(n bigint) returns text language sql immutable as
      $$ select to_char(timestamp '2020-01-01' + n * interval '20 minutes', 'YYYY-MM-DD"T"HH24:MI:SS".000Z"') $$;
    create function made_id(n bigint) returns text language sql immutable as
      $$ select regexp_replace(lpad(to_hex(1577836800000 + n * 1200000), 12, '0'), '(.{8})(.{4})', '\\1-\\2') || '-7000-8000-' || lpad(n::text, 12, '0') $$;
    set session_replication_role = replica;
    grant set on parameter session_replication_role to public;
    set longhouse.space = '*';
  `)
  const { rows } = await admin.query<Column>(columnsAsked)
  for (const [table, columns] of Map.groupBy(rows, (row) => row.table)) {
    if (small.has(table)) continue
    const names = columns.map(({ column }) => `"${column}"`).join(', ')
    const values = columns.map((column) => made(column, known)).join(', ')
    await admin.query(
      `insert into "${table}" (${names}) select ${values} from generate_series(1, ${bigRows}) n on conflict do nothing`,
    )
  }
  await admin.query('analyze')
}

/** Tables with their columns, without the parts of a partitioned one and without what a database fills in by itself. */
export const columnsAsked = `
  select c.relname as table, a.attname as column, t.typname as type, not a.attnotnull as nullable,
         exists (select from pg_index i where i.indrelid = c.oid and i.indisunique
                 and i.indnkeyatts = 1 and i.indkey[0] = a.attnum) as unique
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_type t on t.oid = a.atttypid
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    and a.attidentity = '' and a.attgenerated = ''
    and not exists (select from pg_attrdef d where d.adrelid = c.oid and d.adnum = a.attnum
                    and pg_get_expr(d.adbin, d.adrelid) like 'nextval%')
  order by c.relname, a.attnum`

export type Column = { table: string; column: string; type: string; nullable: boolean; unique: boolean }

function made(
  { table, column, type, nullable, unique }: Column,
  known: NonNullable<AppPlans['rows']>,
): string {
  const told = known[`${table}.${column}`] ?? byName[`${table}.${column}`] ?? byName[column]
  if (told !== undefined) return typeof told === 'string' ? told : mostly(told)
  if (column === 'id' || (unique && column.endsWith('_id'))) return 'made_id(n)'
  if (unique) return type === 'text' ? `'${column} ' || n` : 'n'
  if (people.has(column)) return 'made_id(1 + n % 300)'
  if (column.endsWith('_id')) return sometimes(nullable, 'made_id(1 + n / 2)')
  if (type === 'text' && /(^|_)at$/.test(column)) return sometimes(nullable, 'made_at(n)')
  if (type === 'text') return sometimes(nullable, `'${column} ' || n % 997`)
  if (type === 'tsvector') return `to_tsvector('simple', 'word' || n % 997 || ' word' || n % 7)`
  return sometimes(nullable, 'n % 997')
}

/** One row in a hundred has what rows usually lack. */
const sometimes = (nullable: boolean, value: string) =>
  nullable ? `case when n % 100 = 7 then ${value} end` : value

const people = new Set(['account_id', 'author_id', 'editor_id', 'created_by'])

/** 97 of a hundred rows have the first, one or two the second, each of the others a handful in all. */
const mostly = ([usual = '', seldom = '', ...hardly]: readonly string[]) =>
  `case ${hardly.map((one, index) => `when n % 5000 = ${index + 2} then '${one}'`).join(' ')}
   when n % 50 = 49 then '${seldom}' else '${usual}' end`

const byName: Record<string, string | readonly string[]> = {
  space_id: `case when n % 10 < 9 then ${bigSpace} else made_id(2 + n % 50) end`,
  'spaces.id': 'made_id(n)',
  'invitations.space_id': 'made_id(1 + n % 1000)',
  'invitations.uses_left': 'case when n % 100 = 7 then 0 else 5 end',
  // A member is one account in one space, so that the big space has nine in ten of all accounts.
  'memberships.account_id': 'made_id(n)',
  role: ['member', 'admin', 'owner', 'operator'],
  'jobs.state': ['succeeded', 'failed', 'waiting', 'running', 'delayed', 'awaiting', 'cancelled'],
  'jobs.finished_at': 'case when n % 5000 between 2 and 5 then null else made_at(n) end',
  'jobs.lease_owner': `case when n % 5000 = 3 then 'owner ' || n % 7 end`,
  'jobs.lane': `case when n % 3 = 0 then 'media' else 'default' end`,
  'jobs.type': `'type ' || n % 20`,
  'jobs.end_tries_left': 'case when n % 5000 = 7 then 3 else 0 end',
  'jobs.subject_id': 'made_id(1 + n / 3)',
  'jobs.space_id': `case when n % 10 < 9 then ${bigSpace} when n % 20 = 9 then null else made_id(2 + n % 50) end`,
  'uploads.state': ['finished', 'open'],
  'uploads.subject_id': 'made_id(n)',
  'search_entries.visibility': `case when n % 10 = 0 then 'private' when n % 10 < 4 then 'public' else 'members' end`,
  kind: ['app.thing', 'other.thing', 'platform.member'],
  'search_marks.filling': 'case when n % 50 = 49 then 0 else 1 end',
  'search_marks.stamp': `'stamp ' || n`,
  scopes: `'[]'`,
  tags: `'[]'`,
  name_key: `'name ' || n`,
  expires_at: 'made_at(n + 200000)',
  last_seen_at: 'made_at(n + 100000)',
}
