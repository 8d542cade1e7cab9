import { setTimeout as pause } from 'node:timers/promises'
import type { CompiledQuery } from 'kysely'
import type { PoolClient } from 'pg'
import type { Log } from '../observability/log.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { Fences, Lsn } from './fences.ts'
import { isConflict, isGone } from './postgres-errors.ts'
import { lsnOf } from './postgres-lsn.ts'
import type { PostgresPool } from './postgres-pool.ts'
import { type Answer, askScoped, type Settings } from './postgres-query.ts'
import { openReplicaLag } from './postgres-replica-lag.ts'
import { postgresParameters } from './postgres-values.ts'
import { Fault } from '../errors.ts'

/** Servers that follow the primary. A read goes to the one with the least to do that has come far enough, else to the primary. */
export interface PostgresReplicas {
  ask(query: CompiledQuery, settings: Settings, keys: readonly string[]): Promise<Answer>
  /**
   * Resolves once every replica that somebody may be asking has come this far, for a write of which the other processes could not be told. One that
   * lags drops out for all of them by itself, and is waited for no longer than that takes; one that is not reached here, for a moment.
   */
  reach(lsn: Lsn): Promise<void>
  close(): Promise<void>
}

type Parts = {
  replicas: { name: string; pool: PostgresPool }[]
  /** For the place of the log, and for reads that no replica is fit for. */
  primary: PostgresPool
  askPrimary(query: CompiledQuery, settings: Settings): Promise<Answer>
  fences: Fences
  log: Log
  metrics: Metrics
  /** How far behind a replica may be and still be asked. */
  maxLagSeconds: number
  pollSeconds: number
}

type Replica = {
  name: string
  pool: PostgresPool
  fit: boolean
  /** When it last was, milliseconds of `performance.now()`. */
  fitAt: number
  /** How far it has come, as far as is known. */
  replayed: Lsn
  asked: number
  /** Ends when it is found dead: those who wait for its answer ask the primary. */
  life: AbortController
}

const answerMilliseconds = 2000
/** For a replica that is not reached from here, and perhaps from elsewhere. */
const unreachedSeconds = 1
const betweenLooks = 20
/** The fence of no reader: where the primary is. */
const primaryKey = 'primary'
const place = 'case when pg_is_in_recovery() then pg_last_wal_replay_lsn()::text end'

export function openPostgresReplicas(parts: Parts): PostgresReplicas {
  const { primary, askPrimary, fences, log, maxLagSeconds, pollSeconds } = parts
  const figures = openFigures(parts.metrics)
  const lag = openReplicaLag()
  const replicas = parts.replicas.map((one): Replica => {
    figures.fit.set({ server: one.name }, 0)
    return {
      ...one,
      fit: false,
      fitAt: Number.NEGATIVE_INFINITY,
      replayed: 0n,
      asked: 0,
      life: new AbortController(),
    }
  })

  const judge = (replica: Replica, fit: boolean, why: object) => {
    figures.fit.set({ server: replica.name }, fit ? 1 : 0)
    if (fit) replica.fitAt = performance.now()
    if (fit === replica.fit) return
    replica.fit = fit
    if (fit) {
      replica.life = new AbortController()
      log.info({ server: replica.name }, 'a database replica is fit and takes reads')
    } else {
      replica.life.abort()
      log.warn({ server: replica.name, ...why }, 'a database replica drops out: the primary takes its reads')
    }
  }

  const look = async (replica: Replica) => {
    try {
      const text = await replica.pool.use((client) => askPlace(client, place))
      if (text === null) return judge(replica, false, { reason: 'it is no replica any more' })
      replica.replayed = lsnOf(text)
      const seconds = lag.of(replica.replayed)
      if (seconds !== null) figures.lag.set({ server: replica.name }, seconds)
      judge(replica, seconds !== null && seconds <= maxLagSeconds, { lagSeconds: seconds })
    } catch (error) {
      judge(replica, false, { err: error })
      // Whoever still waits there waits for nothing.
      replica.pool.abandon()
    }
  }
  const poll = async () => {
    const now = await primary
      .use((client) => askPlace(client, 'pg_current_wal_flush_lsn()::text'))
      .then((text) => lsnOf(text!))
      .catch(() => null)
    if (now !== null) {
      lag.saw(now)
      void fences.raise([primaryKey], now)
    } else {
      // Others may still reach it, and it goes on. If not, nobody writes, and what the replicas have stays as good as it was.
      const told = await fences.highest([primaryKey])
      if (typeof told === 'bigint') lag.heard(told)
    }
    await Promise.all(replicas.map(look))
  }
  let polling = poll()
  let busy = true
  void polling.finally(() => (busy = false))
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    polling = poll().finally(() => (busy = false))
  }, pollSeconds * 1000)
  timer.unref()

  let glancing: Promise<unknown> | null = null
  /** Right after a write the replicas are further than is known: those who come next may ask them again. */
  const glance = () => {
    const fit = replicas.filter((one) => one.fit)
    glancing ??= Promise.all(fit.map(look)).finally(() => (glancing = null))
    return glancing
  }

  const choose = (fence: Lsn): Replica | null => {
    const able = replicas.filter((one) => one.fit && one.replayed >= fence)
    return able.reduce<Replica | null>((best, one) => (best && best.asked <= one.asked ? best : one), null)
  }

  return {
    async ask(query, settings, keys) {
      const fence = await fences.highest(keys)
      const replica = fence === 'unknown' ? null : choose(fence ?? 0n)
      if (!replica || fence === 'unknown') {
        const fenced = replicas.some((one) => one.fit)
        figures.reads.inc({ outcome: fenced ? 'fenced' : 'none fit' })
        if (fenced && fence !== 'unknown') void glance()
        return askPrimary(query, settings)
      }
      const answer = await askReplica(replica, query, settings, fence ?? 0n)
      figures.reads.inc({ outcome: answer ? 'replica' : 'failed' })
      return answer ?? askPrimary(query, settings)
    },
    async reach(lsn) {
      await Promise.all(replicas.map((one) => waitFor(one, lsn)))
    },
    async close() {
      clearInterval(timer)
      await Promise.all([polling, glancing])
      for (const { pool } of replicas) await pool.close()
    },
  }

  async function waitFor(replica: Replica, lsn: Lsn): Promise<void> {
    /** After so many it has dropped out everywhere. */
    const dropSeconds = maxLagSeconds + 2 * pollSeconds
    const began = performance.now()
    const secondsSince = (moment: number) => (performance.now() - moment) / 1000
    const patience = () => {
      if (replica.fit) return dropSeconds
      return secondsSince(replica.fitAt) < dropSeconds ? unreachedSeconds : 0
    }
    while (replica.replayed < lsn && secondsSince(began) < patience()) {
      await pause(betweenLooks, undefined, { ref: false })
      if (replica.fit) await glance()
    }
  }

  /** null when the primary is to be asked instead. */
  async function askReplica(
    replica: Replica,
    query: CompiledQuery,
    settings: Settings,
    fence: Lsn,
  ): Promise<Answer | null> {
    let reached: Lsn | null = null
    const told = (text: string | null) => (reached = text === null ? null : lsnOf(text))
    const ask = { text: query.sql, values: postgresParameters(query.parameters), settings }
    replica.asked++
    try {
      const work = replica.pool.use((client) =>
        askScoped(client, { ...ask, tells: { expression: place, told } }),
      )
      const answer = await firstOf(work, replica.life.signal)
      // A replica that was set up anew under the same address may be behind where it was.
      if (answer === null || reached === null || reached < fence) return null
      replica.replayed = reached
      return answer
    } catch (error) {
      if (isGone(error)) judge(replica, false, { err: error })
      // A query that stood in the way of what the replica has to replay, or came when it had no hand free.
      else if (!isConflict(error) && !(error instanceof Fault)) throw error
      return null
    } finally {
      replica.asked--
    }
  }
}

const askPlace = async (client: PoolClient, expression: string): Promise<string | null> => {
  const ask = { text: `select ${expression} as place`, query_timeout: answerMilliseconds }
  return ((await client.query(ask)).rows[0] as { place: string | null }).place
}

/** null once the signal says so, whatever comes of the work. */
async function firstOf<R>(work: Promise<R>, signal: AbortSignal): Promise<R | null> {
  const { promise, resolve } = Promise.withResolvers<null>()
  const give = () => resolve(null)
  signal.addEventListener('abort', give, { once: true })
  try {
    work.catch(() => {})
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', give)
  }
}

const openFigures = (metrics: Metrics) => ({
  fit: metrics.gauge('longhouse_db_replica_fit', 'Whether a replica takes reads: 1 or 0', ['server']),
  lag: metrics.gauge('longhouse_db_replica_lag_seconds', 'How far a replica is behind the primary', [
    'server',
  ]),
  reads: metrics.counter('longhouse_db_replica_reads_total', 'Reads that a replica could take', ['outcome']),
})
