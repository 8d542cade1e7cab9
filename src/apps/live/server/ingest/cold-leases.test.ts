import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../../../../../test/until.ts'
import { admin, obedient, openTestLive, operator } from '../live.fixture.ts'
import type { ChannelRow } from '../live-tables.ts'
import { openColdLeases } from './cold-leases.ts'

let house: Awaited<ReturnType<typeof openTestLive>>
let channel: ChannelRow
let [a, b]: ReturnType<typeof house.node>[] = []
let isAway: boolean
/** A round of process b, so many seconds after the one before. */
let round: (seconds: number) => Promise<void>

beforeEach(async () => {
  house = await openTestLive()
  channel = await house.channels.create(admin, { name: 'Sunday' })
  a = house.node('a')
  b = house.node('b')
  isAway = false
  const db = {
    ...house.db,
    get read() {
      if (isAway) throw new Error('the database is away')
      return house.db.read
    },
  }
  const look = openColdLeases({ ...house, db, node: b.node, stages: b.stages })
  round = async (seconds) => {
    house.clock.ms += seconds * 1000
    await look()
  }
  const key = await house.channels.showKey(operator, channel.id)
  const push = await a.gate.admit({ by: 'rtmp', key, address: '10.0.0.9', encoder: 'OBS' })
  house.send(obedient(push!), 5)
  await until(async () => (await house.channel(channel.id)).state === 'live', { what: 'the event' })
  await a.stages.beat()
  await round(0)
})
afterEach(() => house.close())

const taken = () => b!.stages.of(channel.id) !== null

test('a process that does not beat loses its channel', async () => {
  for (const seconds of [2, 2, 2]) await round(seconds)
  expect(taken()).toBe(false)
  for (const seconds of [2, 2]) await round(seconds)
  expect(taken()).toBe(true)
})

test('nobody loses a channel because the database was away', async () => {
  isAway = true
  for (let n = 0; n < 10; n++) await expect(round(2)).rejects.toThrow('away')
  isAway = false
  await round(2)
  expect(taken()).toBe(false)
  await a!.stages.beat()
  for (let n = 0; n < 3; n++) await round(2)
  expect(taken()).toBe(false)
  // Whoever really died meanwhile is found out all the same.
  for (let n = 0; n < 3; n++) await round(2)
  expect(taken()).toBe(true)
})

test('nor because the one that looks stood still', async () => {
  await round(60)
  expect(taken()).toBe(false)
  await a!.stages.beat()
  for (let n = 0; n < 4; n++) {
    await round(2)
    await a!.stages.beat()
  }
  expect(taken()).toBe(false)
})
