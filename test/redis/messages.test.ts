import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../until.ts'
import { openRedisHouse, type RedisHouse, type RedisProcess } from './redis-house.ts'

let house: RedisHouse
let one: RedisProcess
let other: RedisProcess
beforeEach(async () => {
  house = await openRedisHouse()
  one = await house.open()
  other = await house.open()
})
afterEach(() => house.close())

const up = (wanted: boolean, ...processes: RedisProcess[]) =>
  until(() => processes.every(({ redis }) => redis.up() === wanted), { seconds: 30, what: `up: ${wanted}` })
const collect = ({ bus }: RedisProcess) => {
  const seen = { got: [] as unknown[], missed: 0 }
  bus.subscribe('news', (message) => seen.got.push(message))
  bus.onMissed(() => (seen.missed += 1))
  return seen
}
const outage = async () => {
  await house.server.kill()
  await up(false, one, other)
}
const recovery = async () => {
  await house.server.restart()
  await up(true, one, other)
}

test('a process hears itself while Redis is away, and everybody again afterwards', async () => {
  const [here, there] = [collect(one), collect(other)]
  await outage()
  await one.bus.publish('news', 'alone')
  await until(() => here.got.length === 1)
  await recovery()
  await one.bus.publish('news', 'together')
  await until(() => there.got.length === 1)
  expect([here.got, there.got]).toEqual([['alone', 'together'], ['together']])
})

test('whoever may have missed something is told so, once Redis is back', async () => {
  const seen = [collect(one), collect(other)]
  await outage()
  expect(seen.map(({ missed }) => missed)).toEqual([0, 0])
  await recovery()
  await until(() => seen.every(({ missed }) => missed > 0))
  expect(seen.map(({ got }) => got)).toEqual([[], []])
})

test('a process cut off alone tells the others that they missed what it could not say', async () => {
  const there = collect(other)
  one.redis.commands.disconnect(true)
  await one.bus.publish('news', 'lost')
  await until(() => there.missed > 0)
  expect([there.got, other.redis.up()]).toEqual([[], true])
})

test('what is dropped while processes cannot hear each other is forgotten everywhere soon', async () => {
  let name = 'old'
  const ask = ({ cache }: RedisProcess) => cache.remember('name', 60, async () => name)
  expect([await ask(one), await ask(other)]).toEqual(['old', 'old'])
  await outage()
  name = 'new'
  await one.cache.drop('name')
  expect(await ask(one)).toBe('new')
  await until(async () => (await ask(other)) === 'new')
  await recovery()
  await until(async () => (await ask(one)) === 'new' && (await ask(other)) === 'new')
})

test('what Redis kept from before an outage is not believed after a drop that it did not hear of', async () => {
  let name = 'old'
  const ask = ({ cache }: RedisProcess) => cache.remember('name', 60, async () => name)
  await ask(one)
  await outage()
  name = 'new'
  await one.cache.drop('name')
  await recovery()
  const third = await house.open()
  await until(async () => (await ask(third)) === 'new')
  expect(await ask(other)).toBe('new')
})

test('a value that is kept while Redis is away lives for two seconds at most', async () => {
  await outage()
  let name = 'old'
  const ask = () => other.cache.remember('name', 3600, async () => name)
  expect(await ask()).toBe('old')
  name = 'new'
  // Told to nobody: another process changed it.
  await until(async () => (await ask()) === 'new')
  expect(other.redis.up()).toBe(false)
})
