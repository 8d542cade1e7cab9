import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestRedis, type TestRedis } from '../../../test/harness/open-test-redis.ts'
import { quietLog } from '../../../test/harness/quiet.ts'
import { until } from '../../../test/until.ts'
import { openRedisBus } from '../bus/redis-bus.ts'
import type { Redis } from '../redis/redis.ts'
import type { Cache } from './cache.ts'
import { cacheSuite, slowly } from './cache.suite.ts'
import { openRedisCache } from './redis-cache.ts'

/** One process: clients, bus and cache of its own. */
async function openProcess(place: TestRedis, now?: () => number) {
  const redis = await place.connect()
  const bus = openRedisBus({ redis, log: quietLog() })
  const cache = openRedisCache({ redis, bus, log: quietLog(), ...(now && { now }) })
  return { redis, bus, cache }
}

cacheSuite('Redis', async () => {
  const place = openTestRedis()
  let time = 1000
  let redis: Redis | undefined
  return {
    async open() {
      const process = await openProcess(place, () => time)
      redis ??= process.redis
      return process.cache
    },
    async pass(seconds) {
      time += seconds * 1000
      await age(redis!, seconds * 1000)
    },
    close: place.close,
  }
})

let place: TestRedis
let one: { redis: Redis; cache: Cache }
let other: { redis: Redis; cache: Cache }
let time: number
beforeEach(async () => {
  place = openTestRedis()
  time = 0
  one = await openProcess(place, () => time)
  other = await openProcess(place, () => time)
})
afterEach(() => place.close())

test('what one process has made the other finds, for as long as is left', async () => {
  await one.cache.remember('k', 10, async () => ({ name: 'ä' }))
  await age(one.redis, 6000)
  expect(await other.cache.remember('k', 10, never)).toEqual({ name: 'ä' })
  await age(one.redis, 4000)
  time += 3900
  expect(await other.cache.remember('k', 10, never)).toEqual({ name: 'ä' })
  time += 101
  expect(await other.cache.remember('k', 10, async () => 'new')).toBe('new')
})

test('two processes with a hundred who ask make it once', async () => {
  const slow = slowly()
  const asked = Array.from({ length: 100 }, (_, n) =>
    (n % 2 ? one : other).cache.remember('k', 10, slow.make),
  )
  await until(() => slow.calls() > 0)
  slow.resolve('v')
  expect(new Set(await Promise.all(asked))).toEqual(new Set(['v']))
  expect(slow.calls()).toBe(1)
})

test('what another process drops while it is made here is not kept', async () => {
  const slow = slowly()
  const asked = one.cache.remember('k', 10, slow.make)
  await until(() => slow.calls() === 1)
  await other.cache.drop('k')
  slow.resolve('old')
  expect(await asked).toBe('old')
  expect(await other.cache.remember('k', 10, async () => 'fresh')).toBe('fresh')
  expect(await one.cache.remember('k', 10, never)).toBe('fresh')
})

test('when its maker fails the next one makes it', async () => {
  const slow = slowly()
  const asked = one.cache.remember('k', 10, slow.make)
  await until(() => slow.calls() === 1)
  const waiting = other.cache.remember('k', 10, async () => 'mine')
  slow.reject(new Error('db down'))
  await expect(asked).rejects.toThrow('db down')
  expect(await waiting).toBe('mine')
})

test('when its maker has died whoever waits makes its own, and the next after the claim has run out keeps it', async () => {
  void one.cache.remember('k', 10, () => new Promise(() => {}))
  await until(async () => (await one.redis.commands.exists(`${one.redis.prefix}cache-claim:k`)) === 1)
  expect(await other.cache.remember('k', 10, async () => 'mine')).toBe('mine')
  await age(one.redis, 10_000)
  expect(await other.cache.remember('k', 10, async () => 'kept')).toBe('kept')
  expect(await other.cache.get('k')).toBe('kept')
})

const never = () => Promise.reject(new Error('made although it was there'))

/** Everything of this house in Redis is `milliseconds` nearer to its end. */
async function age({ commands, prefix }: Redis, milliseconds: number): Promise<void> {
  for (const key of await commands.keys(`${prefix}*`)) {
    const left = await commands.pttl(key)
    if (left > milliseconds) await commands.pexpire(key, left - milliseconds)
    else await commands.del(key)
  }
}
