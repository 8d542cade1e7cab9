import { setTimeout as pause } from 'node:timers/promises'
import {
  type CompiledQuery,
  type Driver,
  Kysely,
  type LogEvent,
  PostgresAdapter,
  PostgresIntrospector,
  sql,
} from 'kysely'
import type { PostgresConfig } from '../config/config.ts'
import { Fault } from '../errors.ts'
import type { Log } from '../observability/log.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { Db } from './db.ts'
import type { Fences } from './fences.ts'
import { openOwnFences } from './own-fences.ts'
import { HousePostgresCompiler } from './postgres-compiler.ts'
import { postgresDialect } from './postgres-dialect.ts'
import {
  askPool,
  readingDriver,
  type ReadingParts,
  takeTurn,
  writingDriver,
  type WritingParts,
} from './postgres-drivers.ts'
import { indexDriver } from './postgres-indexes.ts'
import { away, isConflict, postgresFault } from './postgres-errors.ts'
import { openPostgresLeaseRenewer } from './postgres-lease-renewer.ts'
import { reshapeLockMilliseconds, untilUnlocked } from './postgres-lock-waits.ts'
import { openPostgresPool, poolFigures, type PostgresPool } from './postgres-pool.ts'
import type { Settings } from './postgres-query.ts'
import { openPostgresReplicas } from './postgres-replicas.ts'
import { watchServer } from './postgres-watch.ts'
import { openQueryLog } from './query-log.ts'
import { currentScope, spaceSetting } from './scope.ts'
import { openTransactor } from './transactor.ts'

type Tools = { log: Log; metrics: Metrics; fences?: Fences }
type Options = {
  /** How long a caller may wait for a connection or a lock, and a transaction that met another may go on trying. */
  waitSeconds?: number
  /** How long a server that went away during a commit is asked what came of it. */
  outcomeSeconds?: number
  /** A server that answers nothing for so long is taken for gone. */
  silentSeconds?: number
  /** A replica that is further behind is not asked. Far below what fences are kept for. */
  maxLagSeconds?: number
  /** How often the replicas are looked at. */
  pollSeconds?: number
}

// oxlint-disable-next-line typescript/no-explicit-any
type AnyTables = any

/** Of the connections, those for transactions; the others read, so that a read inside `transact` never waits for itself. */
const writing = 0.6
const streamConnections = 2
const reshapeSeconds = 120

/**
 * PostgreSQL (docs/decisions/0010-postgresql.md). Transactions are serializable, as they are on SQLite, and run again when two met.
 * Nothing is left in a connection between two transactions: pgbouncer in transaction mode may stand between.
 */
export async function openPostgresDb(
  config: PostgresConfig,
  tools: Tools,
  options: Options = {},
): Promise<Db> {
  const { log, metrics } = tools
  const {
    waitSeconds = 5,
    maxLagSeconds = 10,
    pollSeconds = 1,
    outcomeSeconds = 10,
    silentSeconds = 8,
  } = options
  const fences = tools.fences ?? openOwnFences()
  const { url, ca, statementSeconds } = config
  const figures = poolFigures(metrics)
  const pool = (name: string, size: number, address = url) =>
    openPostgresPool({ url: address, ca, size, waitSeconds, statementSeconds, name }, { log, figures })
  const writers = Math.max(1, Math.min(config.poolSize - 1, Math.round(config.poolSize * writing)))
  const writePool = pool('primary, transactions', writers)
  const readPool = pool('primary, reads', config.poolSize - writers)
  const streamPool = pool('primary, streams', streamConnections)
  const askPrimary = (query: CompiledQuery, settings: Settings) => askPool(readPool, query, settings)
  const replicas = openPostgresReplicas({
    replicas: config.replicaUrls.map((address, n) => ({
      name: `replica ${n + 1}`,
      pool: pool(`replica ${n + 1}`, config.poolSize, address),
    })),
    primary: streamPool,
    askPrimary,
    fences,
    log,
    metrics,
    maxLagSeconds,
    pollSeconds,
  })

  const timeouts = (statement: number) => ({
    statement_timeout: String(statement * 1000),
    lock_timeout: String(waitSeconds * 1000),
  })
  const readSettings = () => ({
    transaction_read_only: 'on',
    'longhouse.space': spaceSetting(),
    ...timeouts(statementSeconds),
  })
  const commits = metrics.counter('longhouse_db_commits_total', 'Transactions that changed something')
  const writingParts = (isolation: WritingParts['isolation']): WritingParts => ({
    pool: writePool,
    isolation,
    settings: () => ({
      'longhouse.space': spaceSetting(),
      idle_in_transaction_session_timeout: '120000',
      ...timeouts(statementSeconds),
    }),
    fenced: config.replicaUrls.length > 0,
    outcomeSeconds,
    async committed(lsn) {
      commits.inc()
      if (lsn !== null) await fences.raise(fenceKeys(), lsn)
    },
  })

  const queryLog = openQueryLog(tools)
  const reading = (ask: ReadingParts['ask']) =>
    kysely(readingDriver({ ask, streams: streamPool, settings: readSettings }), queryLog)
  const read = reading((query) => askPrimary(query, readSettings()))
  const replica =
    config.replicaUrls.length > 0
      ? reading((query) => replicas.ask(query, readSettings(), fenceKeys()))
      : read
  const serial = kysely(writingDriver(writingParts('serializable')), queryLog)
  const loose = kysely(writingDriver(writingParts('read committed')), queryLog)
  const reshaping = kysely(
    writingDriver({
      ...writingParts('read committed'),
      // An index that is made beside takes as long as it takes.
      settings: () => ({
        'longhouse.space': '*',
        idle_in_transaction_session_timeout: '0',
        ...timeouts(0),
        lock_timeout: String(reshapeLockMilliseconds),
      }),
      alone: (client) => takeTurn(client, reshapeSeconds),
    }),
    queryLog,
  )
  const beside = kysely(indexDriver(streamPool), queryLog)
  const again = retries(metrics, waitSeconds)
  const transact = openTransactor<AnyTables>(log, { again })

  const ping = () => pingPool(streamPool)
  const pools = [writePool, readPool, streamPool]
  const watch = watchServer({ pools, ping, log, seconds: silentSeconds })

  let closed = false
  const whileOpen = (one: Kysely<AnyTables>) => {
    if (closed) throw new Fault('unavailable', 'stopping', 'The server is stopping. Nothing was changed.')
    return one
  }
  const db: Db<AnyTables> = {
    read,
    replica,
    transact: async (work, { isolation } = {}) =>
      transact(whileOpen(isolation === 'statement' ? loose : serial), work),
    reshape: (work) =>
      untilUnlocked(() => transact(whileOpen(reshaping), (tx) => work(tx, beside)), reshapeSeconds),
    tables: () => db,
    dialect: postgresDialect,
    openLeaseRenewer: (renewal) => openPostgresLeaseRenewer({ url, ca }, renewal),
    async ping() {
      whileOpen(read)
      await ping()
    },
    async close() {
      if (closed) return
      closed = true
      watch.stop()
      await replicas.close()
      for (const one of pools) await one.close()
    },
  }
  try {
    await checkServer(db)
  } catch (error) {
    await db.close()
    throw error
  }
  return db
}

async function pingPool(pool: PostgresPool): Promise<void> {
  try {
    const { rows } = await pool.use((client) => client.query(quickPing))
    if ((rows[0] as { standby: 0 | 1 }).standby) throw away(new Error('It is a replica'))
  } catch (error) {
    throw postgresFault(error)
  }
}

/** Milliseconds; the types of pg do not know that a statement may have a time of its own. */
const quickPing = { text: 'select pg_is_in_recovery() as standby', query_timeout: 2000 }

/** Whose later reads must see what is written now. */
function fenceKeys(): string[] {
  const scope = currentScope()
  return [
    scope?.accountId && `account:${scope.accountId}`,
    scope?.spaceId && `space:${scope.spaceId}`,
  ].filter((key) => typeof key === 'string')
}

/** Transactions that met another run again, a little later each time so that one of them gets through. */
function retries(metrics: Metrics, waitSeconds: number) {
  const retried = metrics.counter(
    'longhouse_db_retries_total',
    'Transactions that ran again because they met another one, or their connection was dead',
    ['reason'],
  )
  return async (error: unknown, attempt: number, sinceMilliseconds: number) => {
    if (sinceMilliseconds > waitSeconds * 1000) return false
    const conflict = isConflict(error)
    // A connection that had died while it was idle: the next one is new.
    if (!conflict && !(error instanceof Fault && error.code === 'db-away' && attempt === 1)) return false
    retried.inc({ reason: conflict ? 'conflict' : 'connection' })
    await pause(Math.random() * Math.min(5 * 2 ** attempt, 200))
    return true
  }
}

async function checkServer(db: Db<AnyTables>): Promise<void> {
  const { rows } = await sqlSettings(db)
  const { encoding, version } = rows[0]!
  if (Number(version) < 130_000) throw new Error('PostgreSQL 13 or newer is needed')
  if (encoding !== 'UTF8')
    throw new Error(`The database has the encoding ${encoding}; make one with ENCODING 'UTF8'`)
}

const sqlSettings = (db: Db<AnyTables>) =>
  sql<{ encoding: string; version: string }>`select current_setting('server_encoding') as encoding,
    current_setting('server_version_num') as version`.execute(db.read as Kysely<AnyTables>)

function kysely(driver: Driver, log: (event: LogEvent) => void): Kysely<AnyTables> {
  return new Kysely({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => driver,
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new HousePostgresCompiler(),
    },
    log,
  })
}
