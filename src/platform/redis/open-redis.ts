import type { Config } from '../config/config.ts'
import type { Log } from '../observability/log.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { Shared } from './redis.ts'

export type OpenedShared = Shared & {
  /** How Redis is; null when the house has none. Without Redis everything goes on, so it is never down. */
  readonly health: (() => Promise<{ state: 'ready' | 'degraded'; detail?: string }>) | null
  close(): Promise<void>
}

/** A `prefix` of its own keeps tests on one Redis apart. */
type Tools = { log: Log; metrics: Metrics; prefix?: string }

/**
 * Opens what the processes of the house share, when the configuration names a Redis. Waits for it for two seconds; a Redis that is
 * away then is used once it is there.
 */
export async function openShared(config: Config['shared'], tools: Tools): Promise<OpenedShared> {
  if (config.engine === 'memory') return { engine: 'memory', health: null, close: () => Promise.resolve() }
  const { openRedisClients } = await import('./redis-clients.ts')
  const redis = await openRedisClients(config.url, tools)
  return {
    engine: 'redis',
    redis,
    health: async () => {
      const away = redis.away()
      return away === null ? { state: 'ready' } : { state: 'degraded', detail: away }
    },
    close: () => redis.close(),
  }
}
