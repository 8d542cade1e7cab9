import { dirname } from 'node:path'
import {
  type Driver,
  Kysely,
  type LogEvent,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
} from 'kysely'
import { Fault } from '../errors.ts'
import type { Log } from '../observability/log.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { Db } from './db.ts'
import { openGroupSync } from './group-sync.ts'
import { openQueryLog } from './query-log.ts'
import { openSqliteCheckpoints } from './sqlite-checkpoints.ts'
import { openSqliteConnection, type SqliteConnection } from './sqlite-connection.ts'
import { readingDriver, writingDriver } from './sqlite-drivers.ts'
import { longhouseFile, makeDbFile, openWalFile, syncFolder, type WalFile } from './sqlite-files.ts'
import { openSqliteLeaseRenewer } from './sqlite-lease-renewer.ts'
import { openSqliteSnapshots } from './sqlite-snapshots.ts'
import { openTransactor } from './transactor.ts'
import { openWriteQueue } from './write-queue.ts'

type Options = {
  /** How long a write may wait for its turn. */
  waitSeconds?: number
  /** Frames of 4 KiB in the write-ahead log that make a checkpoint worth it. */
  checkpointAtFrames?: number
  /** Tests put a disk that fails in its place. */
  openWal?: (file: string) => WalFile
}

// oxlint-disable-next-line typescript/no-explicit-any
type AnyTables = any

/**
 * SQLite in `file`: one writing connection whose transactions take turns, snapshots to read from, commits that share
 * syncs (docs/decisions/0002-group-commit.md). Other processes may use the file at the same time.
 */
export function openSqliteDb(
  file: string,
  { log, metrics }: { log: Log; metrics: Metrics },
  options: Options = {},
): Db {
  makeDbFile(file)
  const writer = openWriter(file)
  const wal = (options.openWal ?? openWalFile)(file)
  syncFolder(dirname(file))
  const openReader = () => openSqliteConnection(file, { readonly: true, busySeconds: 5 })
  const snapshots = openSqliteSnapshots(openReader)
  const queue = openWriteQueue()
  const sync = openGroupSync({
    sync: measured(metrics, () => wal.sync()),
    begins: snapshots.prepare,
    ended: snapshots.advance,
    failed: (error) =>
      log.fatal({ err: error }, 'the disk failed to sync: no write is taken until a restart'),
  })
  const checkpoints = openSqliteCheckpoints({
    file,
    writer,
    queue,
    sync,
    log,
    metrics,
    atFrames: options.checkpointAtFrames ?? 4000,
  })

  const commits = metrics.counter('longhouse_db_commits_total', 'Transactions that changed something')
  const writing = {
    writer,
    queue,
    sync,
    snapshots,
    committed: () => {
      commits.inc()
      checkpoints.consider()
    },
  }
  const queryLog = openQueryLog({ log, metrics })
  const read = kysely(readingDriver(snapshots, openReader, sync.settled), queryLog)
  const write = kysely(
    writingDriver({ ...writing, waitSeconds: options.waitSeconds ?? 5, reshapes: false }),
    queryLog,
  )
  const reshape = kysely(writingDriver({ ...writing, waitSeconds: 120, reshapes: true }), queryLog)
  const transact = openTransactor<AnyTables>(log, { settled: sync.settled })

  let closed = false
  const whileOpen = (one: Kysely<AnyTables>) => {
    if (closed) throw new Fault('unavailable', 'stopping', 'The server is stopping. Nothing was changed.')
    return one
  }

  const db: Db<AnyTables> = {
    read,
    replica: read,
    transact: async (work) => transact((once) => once(whileOpen(write)), work),
    reshape: async (work) =>
      transact(
        (once) => once(whileOpen(reshape)),
        (tx) => work(tx, tx),
      ),
    tables: () => db,
    // One transaction writes at a time: no row is ever another's.
    dialect: { name: 'sqlite', skipLocked: sql`` },
    openLeaseRenewer: (renewal) => openSqliteLeaseRenewer(file, renewal),
    async ping() {
      sync.check()
      snapshots.current().exec('select 1 from sqlite_schema limit 1')
    },
    async close() {
      if (closed) return
      closed = true
      await checkpoints.stop()
      // Those who came before end first.
      await queue.take(Number.POSITIVE_INFINITY)
      await sync.settled().catch(() => {})
      snapshots.close()
      writer.close()
      wal.close()
    },
  }
  return db
}

/** Puts what a crash left in the log into the database, durably, and begins a log. Blocks; only before anyone is served. */
function openWriter(file: string): SqliteConnection {
  const writer = openSqliteConnection(file, { readonly: false, busySeconds: 30 })
  if (writer.pragma('journal_mode = wal') !== 'wal')
    throw new Error(`${file} is on a disk that cannot keep a write-ahead log; put DATA_DIR on a local disk`)
  writer.pragma('synchronous = full')
  writer.pragma('wal_autocheckpoint = 0')
  writer.pragma('wal_checkpoint(truncate)')
  writer.pragma(`application_id = ${longhouseFile}`)
  writer.pragma('foreign_keys = on')
  // From here on commits are synced by the group, and nobody waits inside SQLite.
  writer.pragma('synchronous = normal')
  writer.pragma('busy_timeout = 0')
  return writer
}

function kysely(driver: Driver, log: (event: LogEvent) => void): Kysely<AnyTables> {
  return new Kysely({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => driver,
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
    log,
  })
}

function measured(metrics: Metrics, sync: () => Promise<void>) {
  const syncs = metrics.counter(
    'longhouse_db_syncs_total',
    'Syncs of the write-ahead log; many commits share one',
  )
  const seconds = metrics.histogram(
    'longhouse_db_sync_seconds',
    'How long a sync of the write-ahead log takes',
    [],
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
  )
  return async () => {
    const end = seconds.startTimer()
    try {
      await sync()
    } catch (error) {
      throw new Fault(
        'unavailable',
        'db-unsynced',
        'The disk did not confirm the write, so it may be lost. Nothing more is written until the server restarts.',
        { cause: error },
      )
    }
    syncs.inc()
    end()
  }
}
