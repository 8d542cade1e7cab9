import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { Fault } from '../errors.ts'
import type { Source } from './source.ts'
import type { HouseRows } from './rows.ts'
import { openSqliteFile, unusable } from './sqlite-file.ts'
import { sqliteRows } from './sqlite-rows.ts'

/** A house in a SQLite file. Looks at it beside a house that runs, until `hold`. */
export function openSqliteSource(file: string): Source {
  if (!existsSync(file))
    throw new Fault('missing', 'no-source', `There is no house to move: ${file} is not there.`)
  let database = openSqliteFile(file, { readonly: true, timeout: 5000 })
  let rows = sqliteRows(database, file)
  return {
    words: rows.words,
    tables: () => rows.tables(),
    count: (table) => rows.count(table),
    walk: (...walk: Parameters<HouseRows['walk']>) => rows.walk(...walk),
    counters: () => rows.counters(),
    async danglers() {
      const sql = `select "table", parent, count(*) as rows from pragma_foreign_key_check group by 1, 2`
      return database.prepare<[], { table: string; parent: string; rows: number }>(sql).all()
    },
    async hold() {
      database.close()
      try {
        // Whoever has the file open, even idle, keeps the lock from us; while we have it nobody can open it. It is asked for before
        // the first look, which would settle for less.
        database = new Database(file, { timeout: 500 })
        database.pragma('locking_mode = exclusive')
        database.exec('begin exclusive')
      } catch (error) {
        if (!String((error as { code?: string }).code).startsWith('SQLITE_BUSY'))
          throw unusable(file, error as Error)
        throw new Fault(
          'conflict',
          'source-in-use',
          `A house is running on ${file}, or another program has it open (\`fuser ${file}\` tells which). Stop it first: what it writes during the move would be lost. Nothing was changed.`,
        )
      }
      rows = sqliteRows(database, file)
    },
    async close() {
      if (database.inTransaction) database.exec('rollback')
      database.close()
    },
  }
}
