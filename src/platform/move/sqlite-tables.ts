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
  if (virtual) return { name, columns: [], key: [], indexed: [], trouble: 'it is a virtual table' }
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
    indexed: indexesOf(database, name).map(({ columns: names }) => names),
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
  for (const { unique, columns, partial } of indexesOf(database, table)) {
    const named = columns.map((column) => infos.find((info) => info.name === column))
    if (unique && !partial && named.length > 0 && named.every((info) => info?.notnull)) return columns
  }
  return null
}

/** Without expressions: they have no column. */
function indexesOf(database: Database.Database, table: string) {
  const indexes = database.pragma(`index_list(${quoted(table)})`) as {
    name: string
    unique: 0 | 1
    partial: 0 | 1
  }[]
  return indexes.map(({ name, unique, partial }) => {
    const found = database.pragma(`index_info(${quoted(name)})`) as { name: string | null }[]
    const columns = found.flatMap((column) => column.name ?? [])
    return { columns, unique: unique === 1 && columns.length === found.length, partial: partial === 1 }
  })
}
