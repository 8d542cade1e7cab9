import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestRedis, type TestRedis } from '../../../test/harness/open-test-redis.ts'
import type { Redis } from '../redis/redis.ts'
import { openRedisCallers } from './redis-callers.ts'
import { secretBox } from './secret-box.ts'
import type { KnownCaller, SharedCallers } from './shared-callers.ts'

const secrets = secretBox(Buffer.alloc(32, 7), 'accounts')
const ada: KnownCaller = {
  actor: { kind: 'account', accountId: 'ada', name: 'Ada ä', via: 'session', sessionId: 's' },
  endsAt: 5_000_000_000_000,
  seenAt: 1,
}
const key: KnownCaller = {
  actor: {
    kind: 'account',
    accountId: 'bob',
    name: 'Bob',
    via: 'api-key',
    apiKeyId: 'k',
    scopes: ['footage:read'],
    spaceId: null,
  },
  endsAt: Number.POSITIVE_INFINITY,
  seenAt: 0,
}

let place: TestRedis
let redis: Redis
let here: SharedCallers
let there: SharedCallers
beforeEach(async () => {
  place = openTestRedis()
  redis = await place.connect()
  here = openRedisCallers(redis, secrets)
  there = openRedisCallers(await place.connect(), secrets)
})
afterEach(() => place.close())
const now = () => performance.now()

test('what one process has read the others believe, for what is left of two seconds', async () => {
  await here.keep('token', ada, now() - 500)
  await here.keep('other', key, now())
  const found = await there.find('token')
  expect(found?.known).toEqual(ada)
  expect(found!.milliseconds).toBeLessThanOrEqual(1500)
  expect((await there.find('other'))?.known).toEqual(key)
  expect(await there.find('unknown')).toBeNull()
})

test('after a change of the account nobody believes or keeps what was read before', async () => {
  await here.keep('token', ada, now())
  await here.keep('other', key, now())
  await there.forget('ada')
  await here.keep('second token', ada, now())
  expect(await here.find('token')).toBeNull()
  expect(await here.find('second token')).toBeNull()
  expect((await here.find('other'))?.known).toEqual(key)
})

test('what took long to read is not kept: it may be older than any change that is remembered', async () => {
  await here.keep('token', ada, now() - 1500)
  expect(await there.find('token')).toBeNull()
})

test('who can write to Redis makes nobody known, neither by making up nor by moving what is there', async () => {
  await here.keep('token', ada, now())
  const entry = (await redis.commands.get(`${redis.prefix}caller:token`))!
  expect(entry).not.toContain('Ada')
  await redis.commands.set(`${redis.prefix}caller:mine`, entry, 'PX', 2000)
  await redis.commands.set(`${redis.prefix}caller:made`, `ada ${JSON.stringify(ada)}`, 'PX', 2000)
  expect([await there.find('mine'), await there.find('made')]).toEqual([null, null])
  const stranger = openRedisCallers(redis, secretBox(Buffer.alloc(32, 8), 'accounts'))
  expect(await stranger.find('token')).toBeNull()
})

test('without Redis nothing is known and nobody waits', async () => {
  await redis.close()
  await here.keep('token', ada, now())
  await here.forget('ada')
  expect(await here.find('token')).toBeNull()
})
