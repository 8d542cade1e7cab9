import type { Fault } from '../errors.ts'
import type { Log } from '../observability/log.ts'
import type { PostgresPool } from './postgres-pool.ts'

/**
 * Looks whether the server answers. A network that drops what it is given tells nobody: whoever waits for an answer would wait until
 * its own time is over, with its connection. A server that has answered no ping for `seconds` is taken for gone, and all
 * connections are broken, so that callers are told and new connections are tried.
 */
export function watchServer(parts: {
  pools: readonly PostgresPool[]
  /** Throws `Fault`s. */
  ping(): Promise<void>
  log: Log
  seconds: number
}): { stop(): void } {
  const { pools, ping, log, seconds } = parts
  let answeredAt = performance.now()
  let stopped = false

  const look = async () => {
    try {
      await ping()
      answeredAt = performance.now()
    } catch (error) {
      // No connection was free for the ping: that says nothing about the server.
      if ((error as Fault).code !== 'db-away') answeredAt = performance.now()
      if (stopped || performance.now() - answeredAt < seconds * 1000) return
      log.error(
        { err: error, silentSeconds: seconds },
        'the database answers nothing: its connections are given up',
      )
      for (const pool of pools) pool.abandon()
      answeredAt = performance.now()
    }
  }
  let looking: Promise<void> | null = null
  const timer = setInterval(
    () => {
      looking ??= look().finally(() => (looking = null))
    },
    (seconds * 1000) / 4,
  )
  timer.unref()
  return {
    stop() {
      stopped = true
      clearInterval(timer)
    },
  }
}
