import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../../../../../test/until.ts'
import type { Fault } from '#platform/errors.ts'
import type { JobContext } from '#platform/queue/queue.ts'
import { admin, member, obedient, openTestLive, operator } from '../live.fixture.ts'
import type { ChannelRow } from '../live-tables.ts'
import { type EventFilter, eventPlace, listEvents, raisePeak } from './event-store.ts'
import { sweepEventsJob } from './sweep-events-job.ts'

let house: Awaited<ReturnType<typeof openTestLive>>
let channel: ChannelRow
beforeEach(async () => {
  house = await openTestLive()
  channel = await house.channels.create(admin, { name: 'Sunday', graceMinutes: 5 })
})
afterEach(() => house.close())

const minutes = (count: number) => void (house.clock.ms += count * 60_000)
const announce = (at: string, title = 'Harvest') =>
  house.events.schedule(operator, { channelId: channel.id, title, scheduledAt: `2026-11-22T${at}:00.000Z` })
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error as Fault).code,
  )
const sweep = () => {
  const signal = new AbortController().signal
  const context = {
    signal,
    fenced: (db: typeof house.db, work: Parameters<typeof house.db.transact>[0]) => db.transact(work),
  } as unknown as JobContext
  return sweepEventsJob(house).run({}, context)
}
const goLive = async () => {
  const node = house.node('a')
  const key = await house.channels.showKey(operator, channel.id)
  const push = (await node.gate.admit({ by: 'rtmp', key, address: '10.0.0.9', encoder: null }))!
  house.send(obedient(push), 5)
  await node.gate.settled()
  return { ...node, push }
}

test('an event waits when its time has come, goes on air with a push near it, and is forgotten when nobody begins', async () => {
  const event = await announce('09:30')
  await sweep()
  expect((await house.event(event.id)).state).toBe('scheduled')
  minutes(31)
  await sweep()
  expect((await house.event(event.id)).state).toBe('waiting')
  await goLive()
  expect(await house.event(event.id)).toMatchObject({ state: 'live', title: 'Harvest' })

  const late = await announce('23:00', 'Vespers')
  minutes(24 * 60)
  house.clock.ms += 60_000
  await sweep()
  minutes(13 * 60)
  await sweep()
  expect((await house.event(late.id)).state).toBe('ended')
})

test('one that is hours away is left alone by a push', async () => {
  const event = await announce('15:00')
  await goLive()
  expect((await house.event(event.id)).state).toBe('scheduled')
  expect((await house.channel(channel.id)).event_id).not.toBe(event.id)
})

test.each([
  ['what is due, not what nobody began in the morning', '17:55', ['08:00', '18:00', '18:30'], '18:00'],
  ['the first of those that come', '09:50', ['10:00', '10:30'], '10:00'],
  ['the later one of two that are due', '10:35', ['10:00', '10:30', '11:00'], '10:30'],
  ['one that is due, not the next one', '08:50', ['08:00', '09:30'], '08:00'],
  ['what nobody began, when nothing else is near', '12:00', ['08:00', '15:00'], '08:00'],
])('an encoder takes up %s', async (_, now, times, taken) => {
  house.clock.ms = Date.parse('2026-11-22T07:00:00.000Z')
  for (const at of times) await announce(at, at)
  house.clock.ms = Date.parse(`2026-11-22T${now}:00.000Z`)
  await sweep()
  await goLive()
  const { event_id: id } = await house.channel(channel.id)
  expect((await house.event(id!)).title).toBe(taken)
})

test('an event whose encoder has sent no picture yet is not said to be running', async () => {
  const event = await announce('09:00')
  const node = house.node('a')
  const key = await house.channels.showKey(operator, channel.id)
  const push = (await node.gate.admit({ by: 'rtmp', key, address: '', encoder: null }))!
  expect(await code(house.events.cancel(operator, event.id))).toBe('encoder-connected')
  push.sink.end('lost')
  await node.gate.settled()
  expect(await code(house.events.cancel(operator, event.id))).toBe('done')
})

test('an encoder that stays away ends its event after the grace, whoever sweeps', async () => {
  const { push, gate } = await goLive()
  const id = (await house.channel(channel.id)).event_id!
  push.sink.end('lost')
  await gate.settled()
  minutes(4)
  await sweep()
  expect((await house.event(id)).state).toBe('reconnecting')
  minutes(2)
  await sweep()
  expect(await house.event(id)).toMatchObject({ state: 'ended', ended_at: house.clock.iso() })
  expect(await house.channel(channel.id)).toMatchObject({ state: 'offline', event_id: null, off_air: 1 })
})

test('an event whose process is gone, with no other in sight, reconnects', async () => {
  await goLive()
  const id = (await house.channel(channel.id)).event_id!
  await sweep()
  expect((await house.event(id)).state).toBe('live')
  minutes(1)
  await sweep()
  expect((await house.event(id)).state).toBe('reconnecting')
})

test('a push that never had a picture leaves no event behind', async () => {
  const node = house.node('a')
  const key = await house.channels.showKey(operator, channel.id)
  const push = (await node.gate.admit({ by: 'rtmp', key, address: '', encoder: null }))!
  const id = (await house.channel(channel.id)).event_id!
  push.sink.end('unpublished')
  await node.gate.settled()
  expect(await house.event(id)).toBe(undefined)
})

test('the time of an event that has begun stays; one that runs is not taken back', async () => {
  await goLive()
  const id = (await house.channel(channel.id)).event_id!
  expect(await code(house.events.edit(operator, id, { scheduledAt: house.clock.iso(60) }, null))).toBe(
    'has-begun',
  )
  expect(await code(house.events.cancel(operator, id))).toBe('running')
  expect(await code(house.events.edit(member, id, { title: 'Mine' }, null))).toBe('forbidden')
  await house.events.edit(operator, id, { title: 'Harvest' }, null)
  expect(await code(house.events.edit(operator, id, { title: 'Other' }, '1'))).toBe('changed-meanwhile')
  await house.db.transact((tx) => raisePeak(tx, id, 12))
  await house.db.transact((tx) => raisePeak(tx, id, 3))
  expect(await house.event(id)).toMatchObject({ title: 'Harvest', peak_viewers: 12 })
})

test('lists: coming soonest first, past latest first, all newest first, page by page', async () => {
  const [second, first] = [await announce('12:00', 'Second'), await announce('11:00', 'First')]
  await goLive()
  const running = (await house.channel(channel.id)).event_id!
  await house.events.end(operator, running)
  const filter = (when: EventFilter['when']): EventFilter => ({
    spaceId: 'space',
    visibilities: ['public'],
    channelId: when === 'past' ? channel.id : null,
    when,
  })
  for (const [when, expected] of [
    ['coming', [first.id, second.id]],
    ['past', [running]],
    [null, [running, first.id, second.id]],
  ] as const) {
    const found: string[] = []
    for (let place: readonly string[] | null = null; ;) {
      const [row] = await listEvents(house.db.read, filter(when), 1, place)
      if (!row) break
      found.push(row.id)
      place = eventPlace(filter(when), row)
    }
    expect(found).toEqual(when === null ? found.toSorted().toReversed() : expected)
    expect(found).toHaveLength(expected.length)
  }
})

test('a test that is forgotten ends by itself', async () => {
  await house.tests.start(operator, channel.id)
  const { push } = await goLive()
  minutes(21)
  await sweep()
  await until(() => push.stop.aborted)
  expect(await house.tests.read(operator, channel.id)).toBe(null)
})
