import type Database from 'better-sqlite3'
import { quoted } from './quoted.ts'
import { bookTables, type Column, type Table } from './rows.ts'

type ColumnInfo = { name: string; type: string; notnull: 0 | 1; pk: number; hidden: number }

/** The tables of a SQLite house, by name. What a virtual table keeps behind itself is not one of them. */
export function sqliteTables(database: Database.Database): Table[] {
  const listed = database.pragma('table_list') as { schema: string; name: string; type: string }[]
  const own = ({ schema, name, type }: (typeof listed)[number]) =>
    schema === 'main' &&
    (type === 'table' || type === 'virtual') &&
    !name.startsWith('sqlite_') &&
    !(bookTables as readonly string[]).includes(name)
  return listed
    .filter(own)
    .map(({ name, type }) => readTable(database, name, type === 'virtual'))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function readTable(database: Database.Database, name: string, virtual: boolean): Table {
  if (virtual) return { name, columns: [], key: [], trouble: 'it is a virtual table' }
  const infos = (database.pragma(`table_xinfo(${quoted(name)})`) as ColumnInfo[]).filter(
    ({ hidden }) => hidden === 0,
  )
  const columns = infos.map(({ name, type }) => ({ name, type: type.toLowerCase(), kind: kindOf(type) }))
  const strange = columns.find(({ kind }) => kind === null)
  const key = keyOf(database, name, infos)
  return {
    name,
    columns: columns.filter((column): column is Column => column.kind !== null),
    key: key ?? [],
    trouble: strange
      ? `its column ${strange.name} is ${strange.type || 'of no type'}, which a move does not know`
      : key
        ? null
        : 'it has no primary key, so its rows cannot be told apart',
  }
}

/** By SQLite's own rules of affinity (https://www.sqlite.org/datatype3.html), less the one that leaves it open. */
function kindOf(type: string): Column['kind'] | null {
  if (/int/i.test(type)) return 'integer'
  if (/char|clob|text/i.test(type)) return 'text'
  if (/blob|bytea/i.test(type)) return 'bytes'
  return /real|floa|doub/i.test(type) ? 'real' : null
}

function keyOf(database: Database.Database, table: string, infos: readonly ColumnInfo[]): string[] | null {
  const primary = infos.filter(({ pk }) => pk > 0).toSorted((a, b) => a.pk - b.pk)
  if (primary.length > 0) return primary.map(({ name }) => name)
  const indexes = database.pragma(`index_list(${quoted(table)})`) as {
    name: string
    unique: 0 | 1
    partial: 0 | 1
  }[]
  for (const { name } of indexes.filter(({ unique, partial }) => unique && !partial)) {
    const columns = database.pragma(`index_info(${quoted(name)})`) as { name: string | null }[]
    const named = columns.map((column) => infos.find((info) => info.name === column.name))
    if (named.every((info) => info?.notnull)) return named.map((info) => info!.name)
  }
  return null
}
