import type { Bus } from '../bus/bus.ts'
import type { Config } from '../config/config.ts'
import type { Log } from '../observability/log.ts'
import type { Cache } from './cache.ts'

/** Opens the cache that the configuration names. The only place that asks which engine it is. */
export async function openCache(config: Config['shared'], { bus }: { log: Log; bus: Bus }): Promise<Cache> {
  if (config.engine === 'redis')
    throw new Error(
      'REDIS_URL is set, but this version cannot use it yet. Unset it to keep the cache in this process.',
    )
  const { openMemoryCache } = await import('./memory-cache.ts')
  return openMemoryCache({ bus })
}
