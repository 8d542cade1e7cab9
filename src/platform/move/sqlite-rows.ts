import type Database from 'better-sqlite3'
import { inBatches } from './batches.ts'
import { BrokenText, type Counter, type HouseRows, pick, type Row, type Table, type Value } from './rows.ts'
import { quoted } from './quoted.ts'
import { sqliteTables } from './sqlite-tables.ts'

/** What both sides of a move do on a SQLite file. */
export function sqliteRows(database: Database.Database, file: string): Omit<HouseRows, 'close'> {
  // A walk looks at broken texts beside itself, and nothing is written while one goes on.
  database.unsafeMode(true)
  return {
    words: `SQLite, ${file}`,
    tables: async () => sqliteTables(database),
    async count({ name }) {
      return database
        .prepare<[], number>(`select count(*) from ${quoted(name)}`)
        .pluck()
        .get()!
    },
    async *walk(table, key, after) {
      for (const batch of inBatches(walked(database, table, key, after))) yield batch
    },
    async counters() {
      const known = `select 1 from sqlite_schema where name = 'sqlite_sequence'`
      if (!database.prepare(known).get()) return []
      const sql = 'select name as "table", seq as last from sqlite_sequence'
      return database.prepare<[], Counter>(sql).safeIntegers().all()
    },
  }
}

function* walked(
  database: Database.Database,
  table: Table,
  key: readonly string[],
  after: Row | null,
): Iterable<Row> {
  const names = key.map(quoted).join(', ')
  const columns = table.columns.map(({ name }) => quoted(name)).join(', ')
  const from = after ? `where (${names}) > (${key.map(() => '?').join(', ')})` : ''
  const rows = database
    .prepare(`select ${columns} from ${quoted(table.name)} ${from} order by ${names}`)
    .safeIntegers()
    .raw()
    .iterate(...(after ?? [])) as Iterable<Value[]>
  for (const row of rows) yield row.some(isDoubtful) ? withBroken(database, table, key, row) : row
}

/** What is no UTF-8 comes as U+FFFD; so may a text that has one itself. */
const isDoubtful = (value: Value) => typeof value === 'string' && value.includes('\uFFFD')

function withBroken(database: Database.Database, table: Table, key: readonly string[], row: Value[]): Row {
  const found = key.map((name) => `${quoted(name)} is ?`).join(' and ')
  const columns = table.columns.map(({ name }) => `cast(${quoted(name)} as blob)`).join(', ')
  const bytes = database
    .prepare(`select ${columns} from ${quoted(table.name)} where ${found}`)
    .raw()
    .get(...pick(table, key, row)) as (Buffer | null)[] | undefined
  return row.map((value, at) => {
    if (typeof value !== 'string' || !isDoubtful(value)) return value
    // Not found by its own key: the key is what is broken.
    if (!bytes) return new BrokenText(Buffer.from(value))
    return bytes[at]?.equals(Buffer.from(value)) ? value : new BrokenText(bytes[at]!)
  })
}
