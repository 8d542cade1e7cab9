import type { Config } from '../config/config.ts'
import { createQueue, type QueueParts } from './jobs-queue.ts'
import type { Queue } from './queue.ts'
import { queueTimes, type QueueTimes } from './queue-times.ts'

/**
 * Opens the queue whose driver the configuration names: the only place that asks. Needs the tables of the platform.
 * `times` is shortened by tests.
 */
export async function openQueue(
  shared: Config['shared'],
  parts: QueueParts,
  times: Partial<QueueTimes> = {},
): Promise<Queue> {
  if (shared.engine === 'redis')
    throw new Error(
      'REDIS_URL is set, but this version cannot use it yet. Unset it to keep the queue in this process.',
    )
  const all = { ...parts, times: { ...queueTimes, ...times } }
  const { openClaimLoop } = await import('./claim-loop.ts')
  return createQueue(all, openClaimLoop(all))
}
