import { setImmediate as turnOfLoop } from 'node:timers/promises'
import type { Log } from '../observability/log.ts'
import type { PostgresPool } from './postgres-pool.ts'

export interface ServerWatch {
  /** Whether the server was found to be away, and has not answered since. */
  away(): boolean
  stop(): void
}

/** Looks in this time when the server is there, and when it is not. */
const looks = { usual: 4, away: 16 }
const fewestMissed = 2

/**
 * Looks whether the server answers. A network that drops what it is given tells nobody: whoever waits for an answer would wait until
 * its own time is over, with its connection. A server that has said nothing for `seconds`, and answered no ping, is taken for gone: all
 * connections are broken, so that callers are told, and new ones are turned away at once until a ping is answered. Whoever stands in
 * front then asks another process, whose way may be whole.
 */
export function watchServer(parts: {
  pools: readonly PostgresPool[]
  /** Over a connection of its own, which no caller holds. */
  ping(): Promise<void>
  log: Log
  seconds: number
}): ServerWatch {
  const { pools, ping, log, seconds } = parts
  let heardAt = performance.now()
  let missed = 0
  let away = false
  let stopped = false
  let timer: NodeJS.Timeout

  const turnAway = (on: boolean) => {
    away = on
    for (const pool of pools) pool.turnAway(on)
  }
  const answered = () => {
    heardAt = performance.now()
    missed = 0
    if (!away) return
    turnAway(false)
    log.info({}, 'the database answers again')
  }
  const look = async () => {
    try {
      await ping()
      answered()
    } catch (error) {
      // After a pause of this process itself answers have come and wait to be read: then it is not the server that is slow.
      await turnOfLoop()
      await turnOfLoop()
      const heard = pools.map((pool) => pool.heard()).includes(true)
      if (heard) heardAt = performance.now()
      missed = heard ? 0 : missed + 1
      if (stopped || away || missed < fewestMissed || performance.now() - heardAt < seconds * 1000) return
      log.error(
        { err: error, silentSeconds: seconds },
        'the database answers nothing: its connections are given up, and callers turned away until it does',
      )
      turnAway(true)
      for (const pool of pools) pool.abandon()
    }
  }
  const next = () => {
    timer = setTimeout(
      () => void look().finally(() => stopped || next()),
      (seconds * 1000) / (away ? looks.away : looks.usual),
    )
    timer.unref()
  }
  next()
  return {
    away: () => away,
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
