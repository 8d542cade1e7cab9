import type { Bus } from '../bus/bus.ts'
import type { Log } from '../observability/log.ts'
import { type ClaimLoop, openClaimLoop } from './claim-loop.ts'
import type { Delivery, Lane } from './delivery.ts'
import { openLaneRoom } from './lane-room.ts'
import type { QueueTimes } from './queue-times.ts'

const dueTopic = 'queue.due'

/**
 * The embedded driver: this process claims from the `jobs` table, woken over the bus after a commit, at the time of the next
 * delayed job, and every `times.poll` seconds for what nobody announced.
 */
export function openTableDelivery(parts: { bus: Bus; log: Log; times: QueueTimes }): Delivery {
  const { bus, log, times } = parts
  let loops: ClaimLoop[] = []
  const stopping = new AbortController()
  return {
    async announce(jobs) {
      for (const lane of new Set(jobs.map((job) => job.lane))) await bus.publish(dueTopic, lane)
    },
    async start(lanes, worker) {
      loops = Object.entries(lanes).map(([lane, size]) =>
        openClaimLoop({
          lane: lane as Lane,
          room: openLaneRoom(size),
          worker,
          log,
          poll: times.poll * 1000,
          nextDueIn: () => worker.nextDueIn(),
          stopped: stopping.signal,
        }),
      )
      const wake = (lane: unknown) => loops.find((loop) => loop.lane === lane)?.wake()
      stopping.signal.addEventListener('abort', bus.subscribe(dueTopic, wake))
      for (const loop of loops) loop.wake()
    },
    async stop() {
      stopping.abort()
      await Promise.all(loops.map((loop) => loop.idle()))
    },
    close: () => Promise.resolve(),
  }
}
