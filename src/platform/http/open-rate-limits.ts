import type { Shared } from '../redis/redis.ts'
import { type RateLimits, rateLimits } from './rate-limits.ts'

/** Opens the limits over what the processes share. The only place that asks which engine it is. */
export async function openRateLimits(general: number, shared: Shared): Promise<RateLimits> {
  if (shared.engine === 'redis') {
    const { redisCounters } = await import('./redis-counters.ts')
    return rateLimits(general, redisCounters(shared.redis))
  }
  const { memoryCounters } = await import('./memory-counters.ts')
  return rateLimits(general, memoryCounters)
}
