import { createQueue, type QueueParts } from './jobs-queue.ts'
import type { Shared } from '../redis/redis.ts'
import type { Queue } from './queue.ts'
import { queueTimes, type QueueTimes } from './queue-times.ts'

/**
 * Opens the queue whose driver the configuration names: the only place that asks. Needs the tables of the platform.
 * `times` is shortened by tests.
 */
export async function openQueue(
  _shared: Shared,
  parts: QueueParts,
  times: Partial<QueueTimes> = {},
): Promise<Queue> {
  const all = { ...parts, times: { ...queueTimes, ...times } }
  const { openClaimLoop } = await import('./claim-loop.ts')
  return createQueue(all, openClaimLoop(all))
}
