import { existsSync } from 'node:fs'
import type Database from 'better-sqlite3'
import { unfinishedMove } from '../db/migrator.ts'
import { makeDbFile } from '../db/sqlite-files.ts'
import { Fault } from '../errors.ts'
import { keyRow, keyText } from './key-text.ts'
import { BrokenText, type Counter, type Table, type Value } from './rows.ts'
import { openSqliteFile } from './sqlite-file.ts'
import { sqliteRows } from './sqlite-rows.ts'
import { quoted } from './quoted.ts'
import { movedByAnother, type Target } from './target.ts'

/** A SQLite file whose tables the house's migrations have made. With `look` nothing of it is changed, nor is it made. */
export function openSqliteTarget(file: string, { look }: { look: boolean }): Target {
  const database = look ? openToLook(file) : openToFill(file)
  const inserts = new Map<string, Database.Statement>()
  const insertInto = (table: Table) => {
    const insert = inserts.get(table.name) ?? database.prepare(insertSql(table))
    inserts.set(table.name, insert)
    return insert
  }
  const atOnce = (work: () => void) => database.transaction(work).immediate()

  return {
    ...sqliteRows(database, file),
    misfit,
    widestIndex: null,
    async progress() {
      if (!hasTable(database, 'longhouse_move')) return null
      const source = database.prepare<[], string>('select source from longhouse_move').pluck().get()!
      const steps = database
        .prepare<[], { name: string; after: string; rows: number }>('select * from longhouse_move_tables')
        .all()
      return {
        source,
        tables: new Map(steps.map(({ name, after, rows }) => [name, { after: keyRow(after), rows }])),
      }
    },
    async begin(source, tables) {
      atOnce(() => {
        const aside = indexesOf(database, tables)
        for (const { name } of aside) database.exec(`drop index ${quoted(name)}`)
        for (const { name } of tables) database.exec(`delete from ${quoted(name)}`)
        database.exec(book)
        const made = JSON.stringify(aside.map(({ sql }) => sql))
        database.prepare('insert into longhouse_move values (?, ?)').run(source, made)
        database.exec('delete from schema_migrations')
        database
          .prepare('insert into schema_migrations (name, position, applied_at) values (?, 0, ?)')
          .run(unfinishedMove, new Date().toISOString())
      })
    },
    async write(table, rows, { from, to, done }) {
      atOnce(() => {
        const last = database
          .prepare<[string], string>('select after from longhouse_move_tables where name = ?')
          .pluck()
          .get(table.name)
        if ((last ?? null) !== (from && keyText(from))) throw movedByAnother()
        const insert = insertInto(table)
        for (const row of rows) insert.run(...row)
        database
          .prepare('insert or replace into longhouse_move_tables values (?, ?, ?)')
          .run(table.name, keyText(to), done)
      })
    },
    async fasten(counters) {
      atOnce(() => {
        for (const sql of asideOf(database)) database.exec(sql)
        database.exec(`update longhouse_move set aside = '[]'`)
        for (const counter of counters) goOnAfter(database, counter)
        const broken = database.prepare<[], { table: string }>('pragma foreign_key_check').get()
        if (broken) throw new Fault('conflict', 'broken-link', `A row of ${broken.table} points nowhere.`)
      })
    },
    async finish(applied) {
      atOnce(() => {
        database.exec('delete from schema_migrations')
        const insert = database.prepare(
          'insert into schema_migrations (name, position, applied_at) values (@name, @position, @applied_at)',
        )
        for (const migration of applied) insert.run(migration)
        database.exec('drop table longhouse_move_tables; drop table longhouse_move')
      })
      database.pragma('synchronous = full')
      database.pragma('wal_checkpoint(truncate)')
    },
    async close() {
      database.close()
    },
  }
}

function openToLook(file: string): Database.Database {
  return existsSync(file)
    ? openSqliteFile(file, { readonly: true, timeout: 5000 })
    : openSqliteFile(':memory:', {})
}

function openToFill(file: string): Database.Database {
  makeDbFile(file)
  const database = openSqliteFile(file, { timeout: 5000 })
  database.pragma('journal_mode = wal')
  // A crash of the machine may take batches back, each together with how far the move had come.
  database.pragma('synchronous = normal')
  database.pragma('foreign_keys = off')
  return database
}

const book = `
  create table longhouse_move (source text not null, aside text not null);
  create table longhouse_move_tables (name text primary key not null, after text not null, rows integer not null)`

function insertSql({ name, columns }: Table): string {
  const names = columns.map((column) => quoted(column.name)).join(', ')
  return `insert into ${quoted(name)} (${names}) values (${columns.map(() => '?').join(', ')})`
}

/** Second indexes; those of keys and unique constraints have no words of their own and stay. */
function indexesOf(database: Database.Database, tables: readonly Table[]): { name: string; sql: string }[] {
  return database
    .prepare<[string], { name: string; sql: string }>(
      `select name, sql from sqlite_schema where type = 'index' and sql is not null
       and tbl_name in (select value from json_each(?)) order by rowid`,
    )
    .all(JSON.stringify(tables.map(({ name }) => name)))
}

function asideOf(database: Database.Database): string[] {
  const aside = database.prepare<[], string>('select aside from longhouse_move').pluck().get()!
  return JSON.parse(aside) as string[]
}

function goOnAfter(database: Database.Database, { table, last }: Counter): void {
  if (!hasTable(database, 'sqlite_sequence')) return
  const known = database.prepare('update sqlite_sequence set seq = max(seq, ?) where name = ?')
  if (known.run(last, table).changes === 0 && hasTable(database, table))
    database.prepare('insert into sqlite_sequence (seq, name) values (?, ?)').run(last, table)
}

const hasTable = (database: Database.Database, name: string) =>
  database.prepare(`select 1 from sqlite_schema where type = 'table' and name = ?`).get(name) !== undefined

function misfit(value: Value): string | null {
  if (value instanceof BrokenText) return 'text that is no UTF-8'
  if (typeof value === 'number' && Number.isNaN(value)) return 'a number that is none (NaN)'
  if (typeof value === 'string' && !value.isWellFormed()) return 'half a character (a lone surrogate)'
  return null
}
