import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../../../../../test/until.ts'
import { admin, obedient, openTestLive, operator } from '../live.fixture.ts'
import { timeOfEvent } from './time-of-event.ts'

let house: Awaited<ReturnType<typeof openTestLive>>
beforeEach(async () => {
  house = await openTestLive()
})
afterEach(() => house.close())

test('the recording of an event leaves out when its encoder was away', async () => {
  const channel = await house.channels.create(admin, { name: 'Sunday' })
  const node = house.node('a')
  const key = await house.channels.showKey(operator, channel.id)
  const push = async () => {
    const admitted = obedient((await node.gate.admit({ by: 'rtmp', key, address: '', encoder: null }))!)
    house.send(admitted, 7)
    await until(async () => (await house.channel(channel.id)).state === 'live')
    return admitted
  }
  const first = await push()
  house.clock.ms += 60_000
  first.sink.end('lost')
  await node.gate.settled()
  house.clock.ms += 300_000
  await push()
  const id = (await house.channel(channel.id)).event_id!
  const time = await timeOfEvent(house.db)(operator, id)
  expect(time.recorded(30)).toBe(30)
  expect(time.recorded(200)).toBe(60)
  expect(time.recorded(370)).toBe(70)
  await expect(timeOfEvent(house.db)(operator, channel.id)).rejects.toMatchObject({ kind: 'missing' })
})
