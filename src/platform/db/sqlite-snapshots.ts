import type { SqliteConnection } from './sqlite-connection.ts'

/**
 * What `db.read` sees: never a commit that power loss could still take back. While commits wait for their sync, reads look
 * at the snapshot of the last one that is on disk; two connections take turns at holding it.
 */
export interface SqliteSnapshots {
  /** The connection to read from, now. Ask again for every query. */
  current(): SqliteConnection
  /** Right before a commit: what is shown stays shown. */
  hold(): void
  /** As a sync begins: remembers what will be on disk when it ends. */
  prepare(): void
  /** That sync has ended: shows it, and everything later too unless `behind`. */
  advance(behind: boolean): void
  /** The commit after `hold` failed and no other waits. */
  release(): void
  forget(): void
  close(): void
}

export function openSqliteSnapshots(open: () => SqliteConnection): SqliteSnapshots {
  let shown = open()
  let spare = open()
  return {
    current: () => shown,
    hold: () => pin(shown),
    prepare: () => pin(spare),
    advance(behind) {
      ;[shown, spare] = [spare, shown]
      unpin(spare)
      if (!behind) unpin(shown)
    },
    release: () => unpin(shown),
    forget() {
      shown.forget()
      spare.forget()
    },
    close() {
      shown.close()
      spare.close()
    },
  }
}

function pin(connection: SqliteConnection) {
  if (connection.inTransaction) return
  connection.exec('begin')
  // A snapshot begins with the first look.
  connection.exec('select 1 from sqlite_schema limit 1')
}

function unpin(connection: SqliteConnection) {
  if (connection.inTransaction) connection.exec('commit')
}
