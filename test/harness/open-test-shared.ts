import { randomUUID } from 'node:crypto'
import { type OpenedShared, openShared } from '../../src/platform/redis/open-redis.ts'
import { bareMetrics, quietLog } from './quiet.ts'

/** What the processes of a house share: nothing but memory, or in the project `fleet` the bed's Redis with a prefix of its own. */
export async function openTestShared(): Promise<OpenedShared> {
  const bed = process.env.VITEST ? (await import('vitest')).inject('bed') : undefined
  const tools = { log: quietLog(), metrics: bareMetrics(), prefix: `longhouse-${randomUUID()}:` }
  return openShared(bed ? { engine: 'redis', url: bed.redisUrl } : { engine: 'memory' }, tools)
}
