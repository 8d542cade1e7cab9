import { type CompiledQuery, type Kysely, sql } from 'kysely'
import type { PostgresConfig } from '../config/config.ts'
import { Fault } from '../errors.ts'
import type { Log } from '../observability/log.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { AnyReader, Db } from './db.ts'
import type { Fences } from './fences.ts'
import { openOwnFences } from './own-fences.ts'
import { postgresDialect } from './postgres-dialect.ts'
import { askPool, readingDriver, type ReadingParts } from './postgres-reading-driver.ts'
import { away, postgresFault } from './postgres-errors.ts'
import { type AnyTables, postgresKysely } from './postgres-kysely.ts'
import { openPostgresLeaseRenewer } from './postgres-lease-renewer.ts'
import { openPostgresPool, poolFigures, type PostgresPool } from './postgres-pool.ts'
import type { Settings } from './postgres-query.ts'
import { openPostgresReplicas } from './postgres-replicas.ts'
import { watchServer } from './postgres-watch.ts'
import { openPostgresWriting } from './postgres-writing.ts'
import { openQueryLog } from './query-log.ts'
import { concernedSpace, currentScope, spaceSetting } from './scope.ts'

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

/** Of the connections, those for transactions; the others read, so that a read inside `transact` never waits for itself. */
const writing = 0.6
const streamConnections = 2

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
    silentSeconds = 3,
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
  const watchPool = pool('primary, watch', 1)
  const askPrimary = (query: CompiledQuery, settings: Settings) => askPool(readPool, query, settings)
  const replicas = openPostgresReplicas({
    replicas: config.replicaUrls.map((address, n) => ({
      name: `replica ${n + 1}`,
      pool: pool(`replica ${n + 1}`, config.poolSize, address),
    })),
    primary: watchPool,
    askPrimary,
    fences,
    log,
    metrics,
    maxLagSeconds,
    pollSeconds,
  })

  const readSettings = () => ({
    transaction_read_only: 'on',
    'longhouse.space': spaceSetting(),
    statement_timeout: String(statementSeconds * 1000),
  })
  const queryLog = openQueryLog(tools)
  const reading = (ask: ReadingParts['ask']) =>
    postgresKysely(readingDriver({ ask, streams: streamPool, settings: readSettings }), queryLog)
  const read = reading((query) => askPrimary(query, readSettings()))
  const replica =
    config.replicaUrls.length > 0
      ? reading((query) => replicas.ask(query, readSettings(), fenceKeys()))
      : read
  const pools = [writePool, readPool, streamPool]
  const ping = () => pingPool(watchPool)
  const watch = watchServer({ pools, ping, log, seconds: silentSeconds })

  const closeAll = async () => {
    watch.stop()
    await replicas.close()
    for (const one of [...pools, watchPool]) await one.close()
  }
  let hasMigrations
  try {
    ;({ hasMigrations } = await checkServer(read))
  } catch (error) {
    await closeAll()
    throw error
  }
  const { transact, reshape } = openPostgresWriting({
    pool: writePool,
    besidePool: streamPool,
    log,
    queryLog,
    metrics,
    waitSeconds,
    outcomeSeconds,
    statementSeconds,
    fenced: config.replicaUrls.length > 0,
    async raise(lsn) {
      // Nobody else can be told: then nobody else may have a reason to ask.
      if (!(await fences.raise(fenceKeys(), lsn))) await replicas.reach(lsn)
    },
    hasMigrations,
  })

  let closed = false
  const refuseClosed = () => {
    if (closed) throw new Fault('unavailable', 'stopping', 'The server is stopping. Nothing was changed.')
  }
  const db: Db<AnyTables> = {
    read,
    replica,
    async transact(work, how) {
      refuseClosed()
      return transact(work, how)
    },
    async reshape(work) {
      refuseClosed()
      return reshape(work)
    },
    tables: () => db,
    dialect: postgresDialect,
    openLeaseRenewer: (renewal) => openPostgresLeaseRenewer({ url, ca }, renewal),
    async ping() {
      refuseClosed()
      if (watch.away()) throw away(new Error('It answers no ping'))
      await ping()
    },
    async close() {
      if (closed) return
      closed = true
      await closeAll()
    },
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
const quickPing = { text: 'select pg_is_in_recovery() as standby', query_timeout: 1000 }

/** Whose later reads must see what is written now. */
function fenceKeys(): string[] {
  const [accountId, spaceId] = [currentScope()?.accountId, concernedSpace()]
  return [...(accountId ? [`account:${accountId}`] : []), ...(spaceId ? [`space:${spaceId}`] : [])]
}

async function checkServer(read: AnyReader): Promise<{ hasMigrations: boolean }> {
  const { rows } = await sql<{ encoding: string; version: string; migrations: 0 | 1 }>`
    select current_setting('server_encoding') as encoding, current_setting('server_version_num') as version,
      to_regclass('schema_migrations') is not null as migrations`.execute(read as Kysely<AnyTables>)
  const { encoding, version, migrations } = rows[0]!
  if (Number(version) < 130_000) throw new Error('PostgreSQL 13 or newer is needed')
  if (encoding !== 'UTF8')
    throw new Error(`The database has the encoding ${encoding}; make one with ENCODING 'UTF8'`)
  return { hasMigrations: migrations === 1 }
}
