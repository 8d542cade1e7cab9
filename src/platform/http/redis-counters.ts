import { RateLimiterRedis } from 'rate-limiter-flexible'
import type { Redis } from '../redis/redis.ts'
import { memoryCounters } from './memory-counters.ts'
import type { Counters } from './rate-limits.ts'

/**
 * Counted together by all processes of the house. While Redis is away each counts for itself, so that what one client may do grows with
 * the processes it reaches. Who is over the limit is told so without asking Redis again.
 */
export const redisCounters =
  (redis: Redis): Counters =>
  (name, points, duration) =>
    new RateLimiterRedis({
      storeClient: redis.commands,
      keyPrefix: `${redis.prefix}limit:${name}`,
      points,
      duration,
      rejectIfRedisNotReady: true,
      inMemoryBlockOnConsumed: points + 1,
      insuranceLimiter: memoryCounters(name, points, duration),
    })
