import type { Bus } from '../bus/bus.ts'
import type { Log } from '../observability/log.ts'
import type { Shared } from '../redis/redis.ts'
import type { Cache } from './cache.ts'

/** Opens the cache over what the processes share. The only place that asks which engine it is. */
export async function openCache(shared: Shared, { log, bus }: { log: Log; bus: Bus }): Promise<Cache> {
  if (shared.engine === 'redis') {
    const { openRedisCache } = await import('./redis-cache.ts')
    return openRedisCache({ redis: shared.redis, bus, log })
  }
  const { openMemoryCache } = await import('./memory-cache.ts')
  return openMemoryCache({ bus })
}
