import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Bus } from '../bus/bus.ts'
import type { Log } from '../observability/log.ts'
import type { Redis } from '../redis/redis.ts'
import { type Cache, dropTopic } from './cache.ts'
import { openKeptValues } from './kept-values.ts'
import { openMakers } from './makers.ts'
import { openRedisValues } from './redis-values.ts'

/** Milliseconds for which a value is kept while nobody could tell that it was dropped. */
const alone = 2000
/** How long somebody waits for what another process makes before it makes its own, and how often it looks. */
const patience = 2000
const betweenLooks = 25

/** Values in this process in front of those in Redis. Without Redis, those of this process, for a moment. */
export function openRedisCache({
  redis,
  bus,
  log,
  maxEntries = 20_000,
  now = () => performance.now(),
}: {
  redis: Redis
  bus: Bus
  log: Log
  maxEntries?: number
  now?: () => number
}): Cache {
  const kept = openKeptValues(maxEntries, now)
  const makers = openMakers()
  const shared = openRedisValues(redis, log)
  const self = randomUUID()
  const forget = (key: string) => {
    kept.forget(key)
    makers.forget(key)
  }
  const forgetAll = () => {
    kept.clear()
    makers.clear()
  }
  const tell = (key: string) => bus.publish(dropTopic, { key, from: self })
  const undo = [
    bus.subscribe(dropTopic, (message) => {
      const { key, from } = message as { key: string; from: string }
      if (from !== self) forget(key)
    }),
    bus.onMissed(forgetAll),
    // What was kept so far was kept in the belief that a drop would be heard.
    redis.onChange(forgetAll),
    shared.onPaid((key) => void tell(key)),
  ]
  const keep = (key: string, value: unknown, milliseconds: number) =>
    kept.write(key, value, redis.up() ? milliseconds : Math.min(alone, milliseconds))

  /** Found in Redis, made for everybody, or made for this process alone when Redis is away or its maker takes too long. */
  async function findOrMake<V>(
    key: string,
    seconds: number,
    make: () => Promise<V>,
    isCurrent: () => boolean,
  ) {
    const token = randomUUID()
    const end = performance.now() + patience
    let state = await shared.findOrClaim(key, token)
    while (state.is === 'claimed by another' && performance.now() < end) {
      await pause(betweenLooks)
      state = await shared.findOrClaim(key, token)
    }
    if (state.is === 'found') {
      if (isCurrent()) keep(key, state.value, state.milliseconds)
      return state.value as V
    }
    if (state.is === 'claimed by another') return make()
    const value = await makeOrRelease(key, token, make)
    const milliseconds = seconds * 1000
    const isKept = state.is === 'away' || (await shared.fill(key, token, value, milliseconds))
    if (isKept && isCurrent()) keep(key, value, milliseconds)
    return value
  }

  async function makeOrRelease<V>(key: string, token: string, make: () => Promise<V>): Promise<V> {
    try {
      return await make()
    } catch (error) {
      await shared.release(key, token)
      throw error
    }
  }

  return {
    async remember<V>(key: string, seconds: number, make: () => Promise<V>) {
      const found = kept.read(key)
      if (found) return found.value as V
      return makers.once(key, (isCurrent) => findOrMake(key, seconds, make, isCurrent))
    },
    async get<V>(key: string) {
      const found = kept.read(key) ?? (await shared.find(key))
      return found?.value as V | undefined
    },
    async set(key, value, seconds) {
      forget(key)
      await shared.put(key, value, seconds * 1000)
      keep(key, value, seconds * 1000)
      await tell(key)
    },
    async drop(key) {
      forget(key)
      await shared.drop(key)
      await tell(key)
    },
    async close() {
      for (const one of undo) one()
      forgetAll()
    },
  }
}
