import { type JobsOptions, Queue } from 'bullmq'
import type { Clock } from '../clock.ts'
import type { Redis } from '../redis/redis.ts'
import { within } from '../within.ts'
import type { DueJob } from './delivery.ts'

/** Where BullMQ keeps its keys. */
export const ticketPrefix = (redis: Pick<Redis, 'prefix'>): string => `${redis.prefix}jobs`

/** BullMQ's own limit; its lowest number goes first, as ours does, and it has none below 1. */
const mostPriority = 2_097_152
/** Tickets in one round trip, and the milliseconds it may take. */
const atOnce = 500
const patience = 1000

/** Issues a ticket for each due job: a job of BullMQ that says nothing but which row may be taken. */
export interface TicketDesk {
  /** False when Redis is away or does not answer in time. Never throws. */
  issue(jobs: readonly DueJob[]): Promise<boolean>
  close(): Promise<void>
}

export function openTicketDesk({ redis, clock }: { redis: Redis; clock: Clock }): TicketDesk {
  let queues = new Map<string, Queue>()
  const queueOf = (lane: string) => {
    const known = queues.get(lane)
    if (known) return known
    const queue = new Queue(lane, {
      connection: redis.commands,
      prefix: ticketPrefix(redis),
      // Nobody follows BullMQ's own events.
      streams: { events: { maxLen: 100 } },
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
    })
    queue.on('error', () => {})
    queues.set(lane, queue)
    return queue
  }
  const closeAll = async () => {
    const old = queues
    queues = new Map()
    await Promise.all([...old.values()].map((queue) => queue.close().catch(() => {})))
  }

  return {
    async issue(jobs) {
      if (!redis.up()) return false
      try {
        for (const [lane, some] of Map.groupBy(jobs, (job) => job.lane))
          for (let from = 0; from < some.length; from += atOnce) {
            const tickets = some.slice(from, from + atOnce).map((job) => ticketOf(job, clock))
            await within(patience, queueOf(lane).addBulk(tickets))
          }
        return true
      } catch {
        // A queue whose beginning failed stays useless: the next one begins afresh.
        await closeAll()
        return false
      }
    },
    close: closeAll,
  }
}

/** Named for the job and for what it waits for, so that one that is announced twice is brought once, and every attempt is. */
function ticketOf(job: DueJob, clock: Clock): { name: string; data: object; opts: JobsOptions } {
  const due = Date.parse(job.run_at)
  return {
    name: 'ticket',
    data: { id: job.id },
    opts: {
      jobId: `${job.id}-${job.fence}-${due}`,
      priority: Math.min(mostPriority, Math.max(1, Math.trunc(job.priority) + 1)),
      delay: Math.max(0, due - clock.now()),
    },
  }
}
