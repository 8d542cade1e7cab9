import type { Shared } from '../redis/redis.ts'
import type { Delivery } from './delivery.ts'
import { createQueue, type QueueParts } from './jobs-queue.ts'
import type { Queue } from './queue.ts'
import { queueTimes, type QueueTimes } from './queue-times.ts'

/**
 * Opens the queue whose driver the configuration names: the only place that asks. Needs the tables of the platform.
 * `times` is shortened by tests.
 */
export async function openQueue(
  shared: Shared,
  parts: QueueParts,
  times: Partial<QueueTimes> = {},
): Promise<Queue> {
  const all = { ...parts, times: { ...queueTimes, ...times } }
  return createQueue(all, await openDelivery(shared, all))
}

async function openDelivery(shared: Shared, parts: QueueParts & { times: QueueTimes }): Promise<Delivery> {
  if (shared.engine === 'redis') {
    const { openBullmqDelivery } = await import('./bullmq-delivery.ts')
    return openBullmqDelivery({ ...parts, redis: shared.redis })
  }
  const { openTableDelivery } = await import('./table-delivery.ts')
  return openTableDelivery(parts)
}
