import { randomUUID } from 'node:crypto'
import { inject } from 'vitest'
import { openShared } from '../../src/platform/redis/open-redis.ts'
import type { Redis } from '../../src/platform/redis/redis.ts'
import { bareMetrics, quietLog } from './quiet.ts'

export type TestRedis = {
  /** Clients as one more process of the house has them. */
  connect(): Promise<Redis>
  close(): Promise<void>
}

/** A house of its own on the bed's Redis, by a prefix of its own. `url` is another Redis than the bed's. */
export function openTestRedis(url = inject('bed').redisUrl): TestRedis {
  const prefix = `longhouse-${randomUUID()}:`
  const opened: { close(): Promise<void> }[] = []
  return {
    async connect() {
      const tools = { log: quietLog(), metrics: bareMetrics(), prefix }
      const shared = await openShared({ engine: 'redis', url }, tools)
      opened.push(shared)
      if (shared.engine === 'memory') throw new Error('this is no Redis')
      return shared.redis
    },
    async close() {
      const [one] = opened
      for (const each of opened) if (each !== one) await each.close()
      await one?.close()
    },
  }
}
