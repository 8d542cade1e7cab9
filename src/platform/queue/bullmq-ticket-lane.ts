import { AsyncLocalStorage } from 'node:async_hooks'
import type { Counter } from 'prom-client'
import type { Clock } from '../clock.ts'
import type { Log } from '../observability/log.ts'
import type { Redis } from '../redis/redis.ts'
import { within } from '../within.ts'
import { openTicketWorker, type TicketWorker } from './bullmq-ticket-worker.ts'
import { openClaimLoop } from './claim-loop.ts'
import type { DeliveryWorker, Lane } from './delivery.ts'
import type { JobRow } from './job-tables.ts'
import { openLaneRoom } from './lane-room.ts'
import type { QueueTimes } from './queue-times.ts'

/** One lane of this process: tickets from BullMQ, and a look into the table for what no ticket told of. */
export interface TicketLane {
  readonly lane: Lane
  /** Looks into the table now. */
  look(): void
  stop(): Promise<void>
  close(): Promise<void>
}

/** Milliseconds. */
const farewell = 1000

export function openTicketLane(parts: {
  lane: Lane
  size: number
  worker: DeliveryWorker
  redis: Redis
  log: Log
  /** Counts jobs that no ticket brought although Redis was there, by lane. */
  found: Counter<'lane'>
  clock: Clock
  times: QueueTimes
  /** Left out only by tests. */
  takeTickets?: typeof openTicketWorker
}): TicketLane {
  const { lane, size, worker, redis, log, clock, times, found, takeTickets = openTicketWorker } = parts
  const room = openLaneRoom(size)
  const stopping = new AbortController()
  const stopped = stopping.signal
  const poll = times.poll * 1000
  const outside = AsyncLocalStorage.snapshot()
  let tickets: TicketWorker | null = null
  let heardAt = 0

  async function bring(id: string): Promise<void> {
    heardAt = performance.now()
    if (!(await room.enter(stopped))) return
    try {
      const job = await worker.takeOne(id)
      if (job) await worker.run(job)
    } finally {
      room.leave()
    }
  }

  /** A worker of BullMQ lives as long as Redis stays up: none is left to find its own way through an outage. */
  function follow(up: boolean): void {
    void tickets?.end()
    tickets = null
    if (!up || size === 0 || stopped.aborted) return
    heardAt = performance.now()
    tickets = outside(() => takeTickets({ redis, lane, size, bring, log }))
  }

  /** Jobs that were due for long although Redis is up: either their tickets were lost, or nobody takes tickets here any more. */
  function suspect(jobs: readonly JobRow[]): void {
    const late = jobs.filter((job) => clock.now() - Date.parse(job.run_at) > 2 * poll).length
    if (tickets === null || late === 0) return
    found.inc({ lane }, late)
    if (performance.now() - heardAt < times.ticketless * 1000) return
    log.warn({ lane, jobs: late }, 'jobs were due and no ticket came: taking tickets anew')
    follow(true)
  }

  const unfollow = redis.onChange(follow)
  const loop = openClaimLoop({
    lane,
    room,
    worker,
    log,
    poll,
    // Delayed tickets come at their time; without Redis the table tells when that is.
    nextDueIn: async () => (redis.up() ? null : worker.nextDueIn()),
    claimed: suspect,
    stopped,
  })
  follow(redis.up())
  loop.wake()

  return {
    lane,
    look: () => loop.wake(),
    async stop() {
      stopping.abort()
      unfollow()
      tickets?.stop()
      await loop.idle()
    },
    async close() {
      await within(farewell, tickets?.stopped() ?? Promise.resolve()).catch(() => {})
      await tickets?.end()
      tickets = null
    },
  }
}
