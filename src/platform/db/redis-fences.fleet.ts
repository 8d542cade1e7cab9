import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestRedis, type TestRedis } from '../../../test/harness/open-test-redis.ts'
import { until } from '../../../test/until.ts'
import type { Redis } from '../redis/redis.ts'
import { openRedisFences } from './redis-fences.ts'

let place: TestRedis
let redis: Redis
beforeEach(async () => {
  place = openTestRedis()
  redis = await place.connect()
})
afterEach(() => place.close())

/** Fences of another process; `later` is a time at which it trusts the silence of Redis. */
const other = async (now = () => 0) => openRedisFences(await place.connect(), now)

/** The first who asks a Redis that may have been wiped doubts it for a while. */
const settle = async () => {
  let now = 0
  const fences = openRedisFences(redis, () => now)
  expect(await fences.highest(['account:a'])).toBe('unknown')
  now = 100
  await until(async () => (await fences.highest(['account:a'])) === null)
}

test('what one process raises another knows', async () => {
  await settle()
  const [one, two] = [await other(), await other()]
  await one.raise(['account:a', 'space:s'], 0x1_0000_0000n)
  await two.raise(['space:s'], 0xffff_ffffn)
  expect(await two.highest(['account:a', 'account:b'])).toBe(0x1_0000_0000n)
  expect(await one.highest(['space:s'])).toBe(0x1_0000_0000n)
  expect(await one.highest(['account:b'])).toBeNull()
})

test('a wiped Redis is doubted, and told again what was raised', async () => {
  await settle()
  let now = 0
  const [one, two] = [await other(() => now), await other(() => now)]
  await one.raise(['account:a'], 5n)
  await redis.commands.del(...(await redis.commands.keys(`${redis.prefix}fence:*`)))
  expect(await one.highest(['account:a'])).toBe('unknown')
  await until(async () => (await redis.commands.get(`${redis.prefix}fence:kept`)) !== null)
  now = 11
  expect(await two.highest(['account:a'])).toBe(5n)
})

test('while Redis is away nobody can tell', async () => {
  await settle()
  const lost = await place.connect()
  const fences = openRedisFences(lost)
  await lost.close()
  await fences.raise(['account:a'], 5n)
  expect(await fences.highest(['account:a'])).toBe('unknown')
})
