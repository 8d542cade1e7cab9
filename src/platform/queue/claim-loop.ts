import { AsyncLocalStorage } from 'node:async_hooks'
import type { Log } from '../observability/log.ts'
import type { DeliveryWorker, Lane } from './delivery.ts'
import type { JobRow } from './job-tables.ts'
import type { LaneRoom } from './lane-room.ts'

/** Claims due jobs of one lane from the `jobs` table while there is room: when woken, and from time to time by itself. */
export interface ClaimLoop {
  readonly lane: Lane
  wake(): void
  /** Resolves when no claim is under way. */
  idle(): Promise<void>
}

export function openClaimLoop(parts: {
  lane: Lane
  room: LaneRoom
  worker: DeliveryWorker
  log: Log
  /** Milliseconds after which the loop looks again by itself; sooner when a delayed job is due in `nextDueIn` of them. */
  poll: number
  nextDueIn: () => Promise<number | null>
  /** Told of jobs that it has claimed. */
  claimed?: (jobs: readonly JobRow[]) => void
  stopped: AbortSignal
}): ClaimLoop {
  const { lane, room, worker, log, poll, stopped } = parts
  // A job belongs to nobody's request or transaction, whoever woke the loop.
  const outside = AsyncLocalStorage.snapshot()
  let again = false
  let claiming = false
  let round = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  stopped.addEventListener('abort', () => clearTimeout(timer))

  function wake(): void {
    again = true
    if (stopped.aborted || claiming) return
    clearTimeout(timer)
    round = outside(claimAll)
  }

  /** Claims until the lane is full or nothing is due, then sleeps until it is worth looking again. */
  async function claimAll(): Promise<void> {
    let pause = poll
    claiming = true
    try {
      while (again && !stopped.aborted) {
        again = false
        if (await claimSome()) again = true
      }
      if (room.free() > 0) pause = Math.min(poll, Math.max(1, (await parts.nextDueIn()) ?? poll))
    } catch (error) {
      log.error({ err: error, lane }, 'could not claim jobs')
    }
    claiming = false
    if (stopped.aborted) return
    if (again) wake()
    else timer = setTimeout(wake, pause)
  }

  /** The room is taken before the jobs are, because others may be at the door. False when there was none, or nothing to claim. */
  async function claimSome(): Promise<boolean> {
    const places = room.free()
    if (places <= 0) return false
    room.take(places)
    let jobs: JobRow[] = []
    try {
      jobs = await worker.take(lane, places)
    } finally {
      for (let unused = jobs.length; unused < places; unused++) room.leave()
    }
    parts.claimed?.(jobs)
    for (const job of jobs) void run(job)
    return jobs.length > 0
  }

  async function run(job: JobRow): Promise<void> {
    await worker.run(job)
    room.leave()
    wake()
  }

  return {
    lane,
    wake,
    async idle() {
      await round
    },
  }
}
