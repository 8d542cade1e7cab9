import type { Clock } from '../clock.ts'
import type { Log } from '../observability/log.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { Redis } from '../redis/redis.ts'
import { openTicketDesk } from './bullmq-ticket-desk.ts'
import { openTicketLane, type TicketLane } from './bullmq-ticket-lane.ts'
import type { Delivery, Lane } from './delivery.ts'
import type { QueueTimes } from './queue-times.ts'

/**
 * The driver of a fleet: BullMQ brings a ticket for each due job to one worker that has room. What it does not bring (Redis was away
 * at the commit, or was wiped, or hangs) each lane with room finds in the `jobs` table within `times.poll` seconds.
 */
export function openBullmqDelivery(parts: {
  redis: Redis
  log: Log
  metrics: Metrics
  clock: Clock
  times: QueueTimes
}): Delivery {
  const desk = openTicketDesk(parts)
  const found = parts.metrics.counter(
    'longhouse_jobs_found_total',
    'Jobs that no ticket brought although Redis was there: found in the table, by lane',
    ['lane'],
  )
  let lanes: TicketLane[] = []
  return {
    async announce(jobs) {
      if (await desk.issue(jobs)) return
      for (const lane of lanes) if (jobs.some((job) => job.lane === lane.lane)) lane.look()
    },
    async start(sizes, worker) {
      lanes = Object.entries(sizes).map(([lane, size]) =>
        openTicketLane({ ...parts, found, lane: lane as Lane, size, worker }),
      )
    },
    async stop() {
      await Promise.all(lanes.map((lane) => lane.stop()))
    },
    async close() {
      await Promise.all(lanes.map((lane) => lane.close()))
      await desk.close()
    },
  }
}
