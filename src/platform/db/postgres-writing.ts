import { setTimeout as pause } from 'node:timers/promises'
import type { LogEvent } from 'kysely'
import type { PoolClient } from 'pg'
import type { Log } from '../observability/log.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { Db } from './db.ts'
import type { Lsn } from './fences.ts'
import { openAttempts } from './postgres-attempts.ts'
import { indexDriver } from './postgres-indexes.ts'
import { type AnyTables, postgresKysely } from './postgres-kysely.ts'
import { reshapeLockMilliseconds, untilUnlocked } from './postgres-lock-waits.ts'
import type { PostgresPool } from './postgres-pool.ts'
import { writingDriver, type WritingParts } from './postgres-writing-driver.ts'
import { spaceSetting } from './scope.ts'
import { openTransactor } from './transactor.ts'
import { dbBusy } from './write-queue.ts'

const reshapeSeconds = 120

/** What of the db engine writes. */
export function openPostgresWriting(parts: {
  pool: PostgresPool
  /** For indexes that are made beside. */
  besidePool: PostgresPool
  log: Log
  queryLog: (event: LogEvent) => void
  metrics: Metrics
  waitSeconds: number
  outcomeSeconds: number
  statementSeconds: number
  fenced: boolean
  raise(lsn: Lsn): Promise<void>
  /** Whether the migrations' own table is there, which those who want to be alone lock. */
  hasMigrations: boolean
}): Pick<Db<AnyTables>, 'transact' | 'reshape'> {
  const { pool, queryLog, metrics, statementSeconds, waitSeconds } = parts
  let { hasMigrations } = parts
  const commits = metrics.counter('longhouse_db_commits_total', 'Transactions that changed something')
  const common = {
    pool,
    settings: () => ({
      'longhouse.space': spaceSetting(),
      // A process that stands still in the middle holds its locks for so long, and everybody who wants them waits.
      idle_in_transaction_session_timeout: '5000',
      statement_timeout: String(statementSeconds * 1000),
      lock_timeout: String(waitSeconds * 1000),
    }),
    company: () => (hasMigrations ? 'others' : null),
    fenced: parts.fenced,
    outcomeSeconds: parts.outcomeSeconds,
    async committed(lsn) {
      commits.inc()
      if (lsn !== null) await parts.raise(lsn)
    },
  } satisfies Partial<WritingParts>
  const writing = (more: Pick<WritingParts, 'isolation'> & Partial<WritingParts>) =>
    postgresKysely(writingDriver({ ...common, ...more }), queryLog)

  const transact = openTransactor<AnyTables>(parts.log)
  const alone = writing({ isolation: 'serializable', company: () => (hasMigrations ? 'none' : null) })
  const usual = {
    serial: writing({ isolation: 'serializable' }),
    statement: writing({ isolation: 'read committed' }),
  }
  const attempts = openAttempts<AnyTables>({ alone, metrics, waitSeconds })
  const reshaping = writing({
    isolation: 'read committed',
    company: () => null,
    // An index that is made beside takes as long as it takes.
    settings: () => ({
      'longhouse.space': '*',
      idle_in_transaction_session_timeout: '0',
      statement_timeout: '0',
      lock_timeout: String(reshapeLockMilliseconds),
    }),
    alone: (client) => takeTurn(client, reshapeSeconds),
  })
  const beside = postgresKysely(indexDriver(parts.besidePool), queryLog)

  return {
    transact: (work, { isolation = 'serial' } = {}) =>
      transact((once) => attempts(usual[isolation], once), work),
    async reshape(work) {
      const result = await untilUnlocked(
        () =>
          transact(
            (once) => once(reshaping),
            (tx) => work(tx, beside),
          ),
        reshapeSeconds,
      )
      hasMigrations = true
      return result
    },
  }
}

/** Until this transaction is the only one that holds the migrators' lock. Asked again and again: who waits inside would hold up
 * an index that is made beside (it waits for every older look at the tables). */
async function takeTurn(client: PoolClient, seconds: number): Promise<void> {
  const deadline = performance.now() + seconds * 1000
  for (;;) {
    const { rows } = await client.query(`select pg_try_advisory_xact_lock(${migratorsLock}) as mine`)
    if ((rows[0] as { mine: 0 | 1 }).mine === 1) return
    if (performance.now() > deadline) throw dbBusy()
    await pause(50)
  }
}
/** "LGHS", as in the head of an SQLite file of the house. */
const migratorsLock = 0x4c_47_48_53
