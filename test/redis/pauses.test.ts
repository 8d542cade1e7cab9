import { setImmediate as turnOfLoop } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { blockLoop } from '../queue/effects.ts'
import { until } from '../until.ts'
import { openRedisHouse, type RedisHouse } from './redis-house.ts'

let house: RedisHouse
beforeEach(async () => {
  house = await openRedisHouse()
})
afterEach(() => house.close())

test('a process that stands still itself, again and again, does not take Redis for silent', async () => {
  const { redis } = await house.open()
  let losses = 0
  redis.onChange(() => (losses += 1))
  // Each turn of the loop takes longer than Redis may: whatever was asked in one is answered too late in the next.
  for (let turn = 0; turn < 9; turn++) {
    blockLoop(1.1)
    await turnOfLoop()
  }
  await until(() => redis.commands.ping().catch(() => null))
  expect([redis.up(), losses]).toEqual([true, 0])
})
