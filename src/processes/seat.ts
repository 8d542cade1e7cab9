import { setTimeout as pause } from 'node:timers/promises'
import type { Log } from '../platform/observability/log.ts'
import type { Forked } from './forked.ts'

/** A place that is kept taken by one forked process: who dies is replaced. */
export interface Seat {
  /** Who sits here, those that are about to leave included. */
  readonly sitting: ReadonlySet<Forked>
  /** Puts another process in its place: first the new one is ready, then the old one drains. Throws when the new one does not come. */
  renew(): Promise<void>
  /** Asks whoever sits here to leave; by force after `endSeconds`. */
  close(): Promise<void>
}

/** Seconds. */
export type SeatTimes = {
  /** Before a process that died is replaced; doubles each time up to `longestWait`. */
  wait: number
  longestWait: number
  /** Who lived for this long did not die of its start: waiting begins anew. */
  settled: number
  ready: number
  end: number
}
export const seatTimes: SeatTimes = { wait: 0.2, longestWait: 30, settled: 60, ready: 180, end: 35 }

/** Takes `first`, which is ready, as the one who sits here. `fork` makes its successors. */
export function openSeat(
  { first, fork, log }: { first: Forked; fork: () => Forked; log: Log },
  times: SeatTimes = seatTimes,
): Seat {
  const sitting = new Set<Forked>()
  const closing = new AbortController()
  let current = first
  let since = performance.now()
  let deaths = 0
  enter(first)
  take(first)

  return {
    sitting,
    async renew() {
      const old = current
      take(await raise())
      await leave(old)
    },
    async close() {
      closing.abort()
      await Promise.all([...sitting].map((one) => leave(one)))
    },
  }

  /** A process that is ready. Who does not get ready in time is ended. */
  async function raise(): Promise<Forked> {
    const next = fork()
    enter(next)
    const late = setTimeout(() => next.signal('SIGKILL'), times.ready * 1000)
    try {
      await next.ready
      return next
    } finally {
      clearTimeout(late)
    }
  }

  function enter(one: Forked): void {
    sitting.add(one)
    void one.gone.then(() => sitting.delete(one))
  }

  function take(one: Forked): void {
    current = one
    since = performance.now()
    void one.gone.then((ending) => {
      if (one !== current || closing.signal.aborted) return
      log.warn({ pid: one.pid, ...ending }, 'a process of the house died; another one takes its place')
      void replace(one)
    })
  }

  async function replace(dead: Forked): Promise<void> {
    deaths = performance.now() - since > times.settled * 1000 ? 0 : deaths
    for (;;) {
      deaths += 1
      const wait = Math.min(times.longestWait, times.wait * 2 ** (deaths - 1))
      await pause(wait * 1000, undefined, { signal: closing.signal }).catch(() => {})
      if (closing.signal.aborted || current !== dead) return
      try {
        const next = await raise()
        // Somebody else may have been seated meanwhile, by a rolling restart.
        if (current === dead) return take(next)
        return await leave(next)
      } catch (error) {
        log.error({ err: error, deaths }, 'a process of the house could not be replaced; trying again')
      }
    }
  }

  async function leave(one: Forked): Promise<void> {
    one.signal('SIGTERM')
    const late = setTimeout(() => one.signal('SIGKILL'), times.end * 1000)
    await one.gone
    clearTimeout(late)
  }
}
