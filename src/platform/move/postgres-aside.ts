import type { Client } from 'pg'
import { quoted } from './quoted.ts'

type Found = { table: string; name: string; made: string }

/**
 * Drops what is cheaper to make over all rows at once than row by row: links between tables, and indexes that belong to no
 * constraint. Returns the statements that make them again, indexes first.
 */
export async function putAside(client: Client): Promise<string[]> {
  const links = await ask(client, linksSql)
  for (const { table, name } of links)
    await client.query(`alter table ${quoted(table)} drop constraint ${quoted(name)}`)
  const indexes = await ask(client, indexesSql)
  for (const { name } of indexes) await client.query(`drop index ${quoted(name)}`)
  return [
    ...indexes.map(({ made }) => made),
    ...links.map(
      ({ table, name, made }) => `alter table ${quoted(table)} add constraint ${quoted(name)} ${made}`,
    ),
  ]
}

const ask = async (client: Client, sql: string) => (await client.query<Found>(sql)).rows

/** Those of partitions come and go with their parents'. */
const linksSql = `
  select c.relname as "table", k.conname as name, pg_get_constraintdef(k.oid) as made
  from pg_constraint k join pg_class c on c.oid = k.conrelid
  where k.contype = 'f' and k.conparentid = 0 and c.relnamespace = current_schema()::regnamespace
  order by 1, 2`

const indexesSql = `
  select t.relname as "table", c.relname as name, pg_get_indexdef(c.oid) as made
  from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
  where t.relnamespace = current_schema()::regnamespace and not c.relispartition and not i.indisprimary
    and not i.indisreplident
    and not exists (select 1 from pg_constraint k where k.conindid = c.oid)
    and not exists (select 1 from pg_depend d where d.objid = t.oid and d.deptype = 'e')
  order by 1, 2`
