import { RateLimiterMemory } from 'rate-limiter-flexible'

/** Counted by this process for itself. */
export const memoryCounters = (keyPrefix: string, points: number, duration: number): RateLimiterMemory =>
  new RateLimiterMemory({ keyPrefix, points, duration })
