import type { Socket } from 'node:net'
import { Pool, type PoolClient } from 'pg'
import { Fault } from '../errors.ts'
import type { Log } from '../observability/log.ts'
import type { Metrics } from '../observability/metrics.ts'
import { postgresAddress } from './postgres-address.ts'
import { away, postgresFault, spoils } from './postgres-errors.ts'
import { forgetsTheDead } from './postgres-lost-clients.ts'
import { postgresTypes } from './postgres-values.ts'

/** Connections of this process to one server. */
export interface PostgresPool {
  /**
   * Lends a connection to `work`. One that `work` broke is not lent again. Throws `Fault('unavailable', 'db-busy')` when none is
   * free within `waitSeconds`, `Fault('unavailable', 'db-away')` when the server cannot be reached.
   */
  use<R>(work: (client: PoolClient) => Promise<R>): Promise<R>
  /** Lends one until it is given back; `broken` ends it. */
  take(): Promise<{ client: PoolClient; giveBack(broken: boolean): void }>
  /** Breaks every connection: whoever waits for an answer is told that the server is away, and whoever comes next gets a new one. */
  abandon(): void
  /** From now on callers, also those that wait, are told at once that the server is away; `false` lets them in again. */
  turnAway(on: boolean): void
  /** Whether the server has said anything on any connection since this was asked last. */
  heard(): boolean
  /** Takes no more callers, and ends when those who came before are served. */
  close(): Promise<void>
}

export type PoolOptions = {
  url: string
  ca: string | null
  size: number
  waitSeconds: number
  statementSeconds: number
  /** Label of the figures: `primary`, `stream`, `replica-1`. */
  name: string
}

/** Figures of all pools of this process: connections in use and idle, and callers that wait for one. */
export type PoolFigures = ReturnType<typeof poolFigures>
export const poolFigures = (metrics: Metrics) =>
  metrics.gauge(
    'longhouse_db_connections',
    'Connections to the database: in use, idle; and callers that wait for one',
    ['server', 'state'],
  )

const connectSeconds = 5
/** Young connections find a server that has moved, and memory that a long life gathers is let go. */
const lifetimeSeconds = 1800
const warnEverySeconds = 10

type Tools = { log: Log; figures: PoolFigures }

export function openPostgresPool(options: PoolOptions, tools: Tools): PostgresPool {
  const pool = new Pool({
    ...postgresAddress(options.url, options.ca),
    application_name: 'longhouse',
    max: options.size,
    connectionTimeoutMillis: Math.min(options.waitSeconds, connectSeconds) * 1000,
    idleTimeoutMillis: 30_000,
    maxLifetimeSeconds: lifetimeSeconds,
    keepAlive: true,
    // oxlint-disable-next-line typescript/no-misused-promises -- the pool waits for it, which its types do not tell
    onConnect: forgetsTheDead,
    // The server ends a statement before that; this is for an answer that never comes.
    query_timeout: (options.statementSeconds + 5) * 1000,
    types: postgresTypes,
  })
  // An idle connection that breaks leaves the pool by itself; whoever asks next gets another. The pool hangs the connection on the
  // error, and with it what nobody wants in a log.
  pool.on('error', ({ message }) =>
    tools.log.warn({ server: options.name, reason: message }, 'a database connection broke'),
  )
  const watch = openWatch(pool, options, tools)
  /** With the bytes that had come when they were looked at last. */
  const clients = new Map<PoolClient, number>()
  pool.on('connect', (client) => void clients.set(client as PoolClient, 0))
  pool.on('remove', (client) => void clients.delete(client as PoolClient))
  let closed = false
  let isAway = false
  const waiting = new Set<() => void>()
  let lent = 0
  let drained: (() => void) | null = null

  const take = async () => {
    if (closed) throw new Fault('unavailable', 'stopping', 'The server is stopping. Nothing was changed.')
    if (isAway) throw away(unanswered())
    lent++
    let client: PoolClient
    try {
      const connecting = pool.connect()
      watch()
      client = await unlessAway(connecting)
    } catch (error) {
      ended()
      throw postgresFault(error)
    }
    watch()
    // Without a listener, a connection that breaks while it is lent would end the process; its query fails anyway.
    client.on('error', quiet)
    return {
      client,
      giveBack(broken: boolean) {
        client.off('error', quiet)
        client.release(broken)
        ended()
        watch()
      },
    }
  }
  const ended = () => {
    if (--lent === 0) drained?.()
  }
  /** A connection that comes too late goes back. */
  const unlessAway = async (connecting: Promise<PoolClient>): Promise<PoolClient> => {
    const { promise, reject } = Promise.withResolvers<never>()
    const tell = () => {
      connecting.then((late) => late.release(), quiet)
      reject(away(unanswered()))
    }
    waiting.add(tell)
    try {
      return await Promise.race([connecting, promise])
    } finally {
      waiting.delete(tell)
    }
  }

  return {
    take,
    async use(work) {
      const { client, giveBack } = await take()
      let broken = false
      try {
        return await work(client)
      } catch (error) {
        broken = spoils(error)
        throw error
      } finally {
        giveBack(broken)
      }
    },
    abandon() {
      for (const client of clients.keys()) client.connection.stream.destroy()
    },
    turnAway(on) {
      if (on === isAway) return
      isAway = on
      if (on) for (const tell of waiting) tell()
    },
    heard() {
      let any = false
      for (const [client, before] of clients) {
        const { bytesRead } = client.connection.stream as Socket
        any ||= bytesRead !== before
        clients.set(client, bytesRead)
      }
      return any
    },
    async close() {
      if (closed) return
      closed = true
      if (lent > 0) await new Promise<void>((resolve) => (drained = resolve))
      await pool.end()
      watch()
    },
  }
}

const quiet = () => {}
const unanswered = () => new Error('It answers no ping')

/** Keeps the figures of the pool, and says so while callers wait. */
function openWatch(pool: Pool, { name, size }: PoolOptions, { log, figures }: Tools) {
  let warnedAt = Number.NEGATIVE_INFINITY
  return () => {
    const { totalCount, idleCount, waitingCount } = pool
    figures.set({ server: name, state: 'used' }, totalCount - idleCount)
    figures.set({ server: name, state: 'idle' }, idleCount)
    figures.set({ server: name, state: 'waiting' }, waitingCount)
    if (waitingCount < size || performance.now() - warnedAt < warnEverySeconds * 1000) return
    warnedAt = performance.now()
    log.warn(
      { server: name, waiting: waitingCount, connections: size },
      'callers wait for a database connection: raise DATABASE_POOL_SIZE, or find what holds them',
    )
  }
}
