import type { Client } from 'pg'
import { bookTables, type Column, type Table } from './rows.ts'

type Found = {
  table: string
  column: string
  type: string
  /** JSON: the attribute numbers of the best key, or null. */
  key: string | null
}

/** The tables of a PostgreSQL house, by name: those of its schema, partitioned ones once, without their partitions. */
export async function postgresTables(client: Client): Promise<Table[]> {
  const { rows } = await client.query<Found>(catalogue, [JSON.stringify(bookTables)])
  return [...Map.groupBy(rows, ({ table }) => table)].map(([name, found]) => readTable(name, found))
}

/** Names of text columns whose own order is not that of their bytes, as `table.column`. */
export async function dictionaryColumns(client: Client): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>(`
    select c.relname || '.' || a.attname as name
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid
    join pg_collation l on l.oid = a.attcollation
    join pg_database d on d.datname = current_database()
    where c.relnamespace = current_schema()::regnamespace and a.attnum > 0
      and l.collname not in ('C', 'POSIX', 'ucs_basic')
      and not (l.collname = 'default' and d.datlocprovider = 'c' and d.datcollate in ('C', 'POSIX'))`)
  return new Set(rows.map(({ name }) => name))
}

const catalogue = `
  select c.relname as "table", a.attname as "column", format_type(a.atttypid, null) as type,
    (select json_agg(k.attname order by n)
     from (select i.indkey from pg_index i
           where i.indrelid = c.oid and i.indisunique and i.indpred is null and i.indexprs is null
             and not exists (select 1 from pg_attribute u
                             where u.attrelid = c.oid and u.attnum = any (i.indkey) and not u.attnotnull)
           order by i.indisprimary desc, i.indexrelid limit 1) best,
          unnest(best.indkey) with ordinality as place (attnum, n)
     join pg_attribute k on k.attrelid = c.oid and k.attnum = place.attnum) as key
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
  where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p', 'f') and not c.relispartition
    and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    and c.relname not in (select json_array_elements_text($1))
  order by c.relname collate "C", a.attnum`

function readTable(name: string, found: readonly Found[]): Table {
  const columns = found.map(({ column, type }) => ({ name: column, type, kind: kindOf(type) }))
  const strange = columns.find(({ kind }) => kind === null)
  const key = found[0]!.key === null ? null : (JSON.parse(found[0]!.key) as string[])
  return {
    name,
    columns: columns.filter((column): column is Column => column.kind !== null),
    key: key ?? [],
    indexed: [],
    trouble: strange
      ? `its column ${strange.name} is ${strange.type}, which a move does not know`
      : key
        ? null
        : 'it has no primary key, so its rows cannot be told apart',
  }
}

function kindOf(type: string): Column['kind'] | null {
  if (['smallint', 'integer', 'bigint'].includes(type)) return 'integer'
  if (['text', 'character varying', 'character'].includes(type)) return 'text'
  if (['real', 'double precision'].includes(type)) return 'real'
  return type === 'bytea' ? 'bytes' : null
}
