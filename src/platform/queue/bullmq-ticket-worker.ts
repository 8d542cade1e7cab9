import { Worker } from 'bullmq'
import type { Log } from '../observability/log.ts'
import type { Redis } from '../redis/redis.ts'
import { within } from '../within.ts'
import { ticketPrefix } from './bullmq-ticket-desk.ts'
import type { Lane } from './delivery.ts'

/** Milliseconds. */
const farewell = 1000

/** Takes tickets of one lane, at most `size` at once, from now on. */
export interface TicketWorker {
  /** Takes no more; tickets at hand go on. */
  stop(): void
  /** Resolves when the tickets at hand are given back. */
  stopped(): Promise<void>
  /** At once. A ticket that is at hand is brought to another worker, which finds its job taken. */
  end(): Promise<void>
}

export function openTicketWorker(parts: {
  redis: Redis
  lane: Lane
  size: number
  /** Resolves when the ticket is used up; rejects when the table could not be asked, and the job is found there later. */
  bring: (jobId: string) => Promise<void>
  log: Log
}): TicketWorker {
  const { redis, lane, size, bring, log } = parts
  const line = redis.patient(`jobs-${lane}`)
  const worker = new Worker<{ id: string }>(lane, ({ data }) => bring(data.id), {
    connection: line.client,
    prefix: ticketPrefix(redis),
    concurrency: size,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
    // A ticket that was lost costs a look into the table: no hurry.
    lockDuration: 30_000,
    stalledInterval: 30_000,
    maxStalledCount: 10,
    runRetryDelay: 1000,
  })
  worker.on('error', (error) => log.debug({ err: error, lane }, 'tickets of jobs'))
  let closing: Promise<void> | undefined
  const close = () => (closing ??= worker.close().catch(() => {}))
  return {
    stop: () => void close(),
    stopped: () => close(),
    async end() {
      closing ??= worker.close(true).catch(() => {})
      line.end()
      // A handler that does not mind its abort keeps its ticket for ever.
      await within(farewell, closing).catch(() => {})
    },
  }
}
