import type { Log } from '../observability/log.ts'
import type { Shared } from '../redis/redis.ts'
import type { Bus } from './bus.ts'

/** Opens the bus over what the processes share. The only place that asks which engine it is. */
export async function openBus(shared: Shared, { log }: { log: Log }): Promise<Bus> {
  if (shared.engine === 'redis') {
    const { openRedisBus } = await import('./redis-bus.ts')
    return openRedisBus({ redis: shared.redis, log })
  }
  const { openMemoryBus } = await import('./memory-bus.ts')
  return openMemoryBus(log)
}
