import { afterEach, beforeEach, expect, test } from 'vitest'
import { within } from '../../src/platform/within.ts'
import { until } from '../until.ts'
import { openRedisHouse, type RedisHouse, type RedisProcess, work } from './redis-house.ts'

/** Never looks into the table by itself: a job that nobody announced here is brought by a ticket or not at all. */
const ticketsOnly = { poll: 3600, sweep: 3600 }
const looks = { poll: 0.3 }

let house: RedisHouse
beforeEach(async () => {
  house = await openRedisHouse()
})
afterEach(() => house.close())

/** How often jobs have left their effect, once all have. */
const effects = async (ids: readonly string[]) => {
  await until(async () => (await house.effects(ids)).every((count) => count > 0), {
    seconds: 60,
    what: 'the effect of every job',
  })
  return new Set(await house.effects(ids))
}
const once = new Set([1])
const up = ({ redis }: RedisProcess, wanted = true) =>
  until(() => redis.up() === wanted, { seconds: 30, what: wanted ? 'Redis being back' : 'the loss of Redis' })

test('a ticket brings a job to another process, one that nobody told', async () => {
  const [web, worker] = [await house.open(ticketsOnly), await house.open(ticketsOnly)]
  await work(worker, house.db)
  expect(await effects(await house.add(web, 50))).toEqual(once)
})

test('planted: without tickets nobody is told', async () => {
  const [web, worker] = [await house.open(ticketsOnly), await house.open(ticketsOnly)]
  await work(worker, house.db)
  await house.server.kill()
  await up(web, false)
  const ids = await house.add(web, 1)
  await house.server.restart()
  await up(web)
  expect(await effects(await house.add(web, 1))).toEqual(once)
  expect(await house.effects(ids)).toEqual([0])
})

test('killed again and again while jobs come in: every job leaves one effect, and tickets flow again', async () => {
  const [web, one, other] = [await house.open(looks), await house.open(looks), await house.open(looks)]
  await work(one, house.db)
  await work(other, house.db)
  const ids: string[] = []
  for (let round = 0; round < 4; round++) {
    ids.push(...(await house.add(web, 20)))
    await house.server.kill()
    ids.push(...(await house.add(web, 20)))
    await house.server.restart()
    ids.push(...(await house.add(web, 20)))
  }
  expect(await effects(ids)).toEqual(once)
})

test('after a kill, without a restart of anybody, tickets alone bring jobs', async () => {
  const [web, worker] = [await house.open(ticketsOnly), await house.open(ticketsOnly)]
  await work(worker, house.db)
  for (const fault of ['restart', 'wipe'] as const) {
    expect(await effects(await house.add(web, 3))).toEqual(once)
    await house.server.kill()
    await Promise.all([up(web, false), up(worker, false)])
    await house.server[fault]()
    await Promise.all([up(web), up(worker)])
    expect(await effects(await house.add(web, 3))).toEqual(once)
  }
})

test('emptied while jobs wait in it: all of them are found in the table', async () => {
  const [web, worker] = [await house.open(looks), await house.open(looks)]
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
  await work(worker, house.db, () => held)
  const ids = await house.add(web, 40)
  await until(async () => (await worker.queue.depth()).some((lane) => lane.running === 4))
  await web.redis.commands.flushall()
  letGo()
  expect(await effects(ids)).toEqual(once)
  expect(await effects(await house.add(web, 5))).toEqual(once)
})

test('away at the start: jobs are done, and it is found once it is there', async () => {
  await house.server.kill()
  const [web, worker] = [await house.open(looks), await house.open(looks)]
  await work(worker, house.db)
  expect(await effects(await house.add(web, 5))).toEqual(once)
  await house.server.restart()
  await Promise.all([up(web), up(worker)])
  expect(await effects(await house.add(web, 5))).toEqual(once)
})

/** Seconds; half a minute with LONG=1. */
const held = process.env.LONG ? 30 : 5

test(`held for ${held} s, taking connections and answering nothing: adding jobs and doing them go on`, async () => {
  const [web, worker] = [await house.open(looks), await house.open(looks)]
  await work(worker, house.db)
  const ids = await house.add(web, 5)
  process.kill(house.server.pid, 'SIGSTOP')
  const end = performance.now() + held * 1000
  try {
    while (performance.now() < end) {
      const some = await within(3000, house.add(web, 5))
      expect(await effects(some)).toEqual(once)
      ids.push(...some)
    }
    expect(web.redis.up()).toBe(false)
  } finally {
    process.kill(house.server.pid, 'SIGCONT')
  }
  await Promise.all([up(web), up(worker)])
  expect(await effects(await house.add(web, 5))).toEqual(once)
  expect(await effects(ids)).toEqual(once)
})
