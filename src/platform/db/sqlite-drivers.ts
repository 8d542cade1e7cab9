import { setTimeout as wait } from 'node:timers/promises'
import { CompiledQuery, type DatabaseConnection, type Driver, type QueryResult } from 'kysely'
import type { GroupSync } from './group-sync.ts'
import { lookingDriver } from './looking-driver.ts'
import type { SqliteConnection } from './sqlite-connection.ts'
import { isBusy, sqliteFault } from './sqlite-errors.ts'
import type { SqliteSnapshots } from './sqlite-snapshots.ts'
import { dbBusy, type WriteQueue } from './write-queue.ts'

/** Kysely's drivers over SQLite connections: one that reads snapshots, one that writes in turn. */

const nothing = () => Promise.resolve()

/** Streams get a connection of their own from `open`, because an open iteration blocks the one it runs on. */
export function readingDriver(
  snapshots: SqliteSnapshots,
  open: () => SqliteConnection,
  settled: () => Promise<void>,
): Driver {
  const connection: DatabaseConnection = {
    executeQuery: async <R>(query: CompiledQuery) => snapshots.current().run(query).result as QueryResult<R>,
    async *streamQuery<R>(query: CompiledQuery) {
      await settled()
      const own = open()
      try {
        for (const row of own.iterate(query)) yield { rows: [row as R] }
      } finally {
        own.close()
      }
    },
  }
  return lookingDriver(connection)
}

export type WritingParts = {
  writer: SqliteConnection
  queue: WriteQueue
  sync: GroupSync
  snapshots: SqliteSnapshots
  /** Right after each commit, outside any transaction. Never throws. */
  committed: () => void
  /** How long a write may wait for its turn, other processes included. */
  waitSeconds: number
  /** Checks links between tables once, before the commit, so that migrations can rebuild a table. */
  reshapes: boolean
}

type WritingConnection = DatabaseConnection & { wrote: boolean; failure: unknown; release: () => void }

export function writingDriver(parts: WritingParts): Driver {
  const { writer, queue, sync, snapshots, waitSeconds, reshapes } = parts
  return {
    init: nothing,
    async acquireConnection() {
      return writingConnection(writer, await queue.take(waitSeconds))
    },
    async releaseConnection(connection) {
      if (reshapes) {
        writer.exec('pragma foreign_keys = on')
        writer.forget()
        snapshots.forget()
      }
      ;(connection as WritingConnection).release()
    },
    async beginTransaction() {
      if (reshapes) writer.exec('pragma foreign_keys = off')
      // Asked again instead of waited for inside SQLite: waiting there would stop the whole process.
      const deadline = performance.now() + waitSeconds * 1000
      for (let pause = 1; !begins(writer); pause = Math.min(pause * 2, 25)) {
        if (performance.now() > deadline) throw dbBusy()
        await wait(pause)
      }
      sync.check()
    },
    async commitTransaction(connection) {
      const { wrote, failure } = connection as WritingConnection
      if (failure) throw failure
      if (!wrote) return writer.exec('commit')
      if (reshapes) checkLinks(writer)
      snapshots.hold()
      try {
        writer.exec('commit')
        sync.committed()
      } catch (error) {
        throw sqliteFault(error)
      } finally {
        if (!sync.behind) snapshots.release()
      }
      parts.committed()
    },
    async rollbackTransaction() {
      // SQLite has already rolled back by itself when the disk is full.
      if (writer.inTransaction) writer.exec('rollback')
    },
    destroy: nothing,
  }
}

function begins(writer: SqliteConnection): boolean {
  try {
    writer.exec('begin immediate')
    return true
  } catch (error) {
    if (isBusy(error)) return false
    throw error
  }
}

function checkLinks(writer: SqliteConnection) {
  const broken = writer.run(CompiledQuery.raw('pragma foreign_key_check')).result.rows as { table: string }[]
  if (broken.length > 0)
    throw new Error(`${broken.length} rows would point nowhere, the first in ${broken[0]!.table}`)
}

/** Lives as long as one transaction: whoever keeps its `tx` afterwards cannot reach into the next one. */
function writingConnection(writer: SqliteConnection, release: () => void): WritingConnection {
  let released = false
  const connection: WritingConnection = {
    wrote: false,
    failure: null,
    release() {
      released = true
      release()
    },
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      if (released) throw new Error('This transaction has ended: await every query inside transact')
      if (connection.failure)
        throw new Error('A statement of this transaction has failed, nothing more can be done in it', {
          cause: connection.failure,
        })
      try {
        const { result, wrote } = writer.run(query)
        connection.wrote ||= wrote
        return result as QueryResult<R>
      } catch (error) {
        connection.failure = error
        throw error
      }
    },
    streamQuery() {
      throw new Error('Streams read: use db.read')
    },
  }
  return connection
}
