import Database from 'better-sqlite3'
import type { CompiledQuery, QueryResult } from 'kysely'
import { sqliteFault } from './sqlite-errors.ts'

/** One better-sqlite3 connection with its prepared statements. Every call runs to its end in this thread. */
export interface SqliteConnection {
  readonly inTransaction: boolean
  /** Throws `Fault`s as `sqliteFault` says. `wrote` is false for a statement that only looks. */
  run(query: CompiledQuery): { result: QueryResult<unknown>; wrote: boolean }
  /** Rows one by one; nothing else may use this connection meanwhile. */
  iterate(query: CompiledQuery): IterableIterator<unknown>
  /** One statement without parameters whose rows do not matter. Throws what SQLite throws. */
  exec(sql: string): void
  pragma(text: string): unknown
  /** Forgets prepared statements: the schema has changed. */
  forget(): void
  close(): void
}

const maxStatements = 500

export function openSqliteConnection(file: string, options: { readonly: boolean; busySeconds: number }) {
  const database = new Database(file, { readonly: options.readonly, timeout: options.busySeconds * 1000 })
  const statements = new Map<string, Database.Statement>()

  const prepare = (sql: string) => {
    const known = statements.get(sql)
    const statement = known ?? database.prepare(sql)
    // The map is in order of use: what was not used for longest goes first.
    if (known) statements.delete(sql)
    else if (statements.size >= maxStatements) statements.delete(statements.keys().next().value!)
    statements.set(sql, statement)
    return statement
  }

  const connection: SqliteConnection = {
    get inTransaction() {
      return database.inTransaction
    },
    run({ sql, parameters }) {
      try {
        const statement = prepare(sql)
        const wrote = !statement.readonly
        if (statement.reader) return { result: { rows: statement.all(...parameters) }, wrote }
        const { changes } = statement.run(...parameters)
        return { result: { rows: [], numAffectedRows: BigInt(changes) }, wrote }
      } catch (error) {
        throw sqliteFault(error)
      }
    },
    iterate: ({ sql, parameters }) => database.prepare(sql).iterate(...parameters),
    exec(sql) {
      const statement = prepare(sql)
      if (statement.reader) statement.get()
      else statement.run()
    },
    pragma: (text) => database.pragma(text, { simple: true }),
    forget: () => statements.clear(),
    close: () => void database.close(),
  }
  return connection
}
