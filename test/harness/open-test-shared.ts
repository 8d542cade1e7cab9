import { randomUUID } from 'node:crypto'
import { type OpenedShared, openShared } from '../../src/platform/redis/open-redis.ts'
import { bareMetrics, quietLog } from './quiet.ts'

/**
 * What the processes of a house share: nothing but memory, or in the project `fleet` the bed's Redis. A house is told from others by its
 * prefix.
 */
export async function openTestShared(prefix = newTestPrefix()): Promise<OpenedShared> {
  const bed = process.env.VITEST ? (await import('vitest')).inject('bed') : undefined
  const tools = { log: quietLog(), metrics: bareMetrics(), prefix }
  return openShared(bed ? { engine: 'redis', url: bed.redisUrl } : { engine: 'memory' }, tools)
}

export const newTestPrefix = (): string => `longhouse-${randomUUID()}:`
