import type { Config } from '../config/config.ts'
import { openClaimLoop } from './claim-loop.ts'
import { createQueue, type QueueParts } from './jobs-queue.ts'
import type { Queue } from './queue.ts'
import { queueTimes, type QueueTimes } from './queue-times.ts'

/** `times` is shortened by tests. Rows need the migrations of the platform. */
export async function openQueue(
  shared: Config['shared'],
  parts: QueueParts,
  times: Partial<QueueTimes> = {},
): Promise<Queue> {
  const all = { ...parts, times: { ...queueTimes, ...times } }
  switch (shared.engine) {
    case 'memory':
    // The rows are the truth in every house; until Redis delivers, each process claims and polls.
    case 'redis':
      return createQueue(all, openClaimLoop(all))
  }
}
