import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../../../../../test/until.ts'
import { admin, obedient, openTestLive, operator } from '../live.fixture.ts'
import type { ChannelRow } from '../live-tables.ts'
import { PushRefused } from '../push.ts'
import { segmentsOf } from '../recording/segment-store.ts'
import { adoptColdLeases } from './cold-leases.ts'
import { leaseByPublicId, leaseOf } from './lease-store.ts'
import { openOwners } from './owners.ts'
import { lastPush } from './push-store.ts'

let house: Awaited<ReturnType<typeof openTestLive>>
let channel: ChannelRow
let key: string
beforeEach(async () => {
  house = await openTestLive()
  channel = await house.channels.create(admin, { name: 'Sunday' })
  key = await house.channels.showKey(operator, channel.id)
})
afterEach(() => house.close())

type Node = ReturnType<typeof house.node>
const ask = (with_: string) => ({ by: 'rtmp' as const, key: with_, address: '10.0.0.9', encoder: 'OBS' })
const push = async ({ gate }: Node, with_ = key) => obedient((await gate.admit(ask(with_)))!)
const stateIs = (state: ChannelRow['state']) =>
  until(async () => (await house.channel(channel.id)).state === state, { what: state })
const running = async () => house.event((await house.channel(channel.id)).event_id!)

test('a key lets in; one that is wrong, renewed or has a space at its end does not', async () => {
  const node = house.node('a')
  expect(await node.gate.admit(ask(`${key.slice(0, -1)}_`))).toBe(null)
  expect(await node.gate.admit(ask(''))).toBe(null)
  for (const near of [`${key} `, ` ${key}`, `${key}\n`, key.toUpperCase(), key.slice(1)])
    expect(await node.gate.admit(ask(near))).toBe(null)
  expect(await node.gate.admit(ask(key))).not.toBe(null)
  await house.channels.renewKey(operator, channel.id)
  expect(await node.gate.admit(ask(key))).toBe(null)
})

test('an event is on air with its first segment, and reconnects when the line is lost: one event, one recording', async () => {
  const node = house.node('a')
  const first = await push(node)
  expect((await running()).state).toBe('waiting')
  expect((await house.channel(channel.id)).state).toBe('offline')
  house.send(first, 7)
  await stateIs('live')
  const event = await running()
  expect(event).toMatchObject({ state: 'live', title: 'Sunday, 22 November 2026', target_seconds: 2 })

  first.sink.end('lost')
  await stateIs('reconnecting')
  expect((await running()).away_since).toBe(house.clock.iso())
  const second = await push(node)
  house.send(second, 7)
  await stateIs('live')
  expect((await running()).id).toBe(event.id)
  second.sink.end('unpublished')
  await node.gate.settled()
  await node.stages.of(channel.id)!.recorder!.settled()
  const segments = await segmentsOf(house.db.read, event.id)
  expect(segments.map(({ sequence }) => sequence)).toEqual(segments.map((_, at) => at))
  expect(new Set(segments.map(({ epoch }) => epoch))).toEqual(new Set([1, 2]))
  expect(segments.find(({ epoch }) => epoch === 2)!.discontinuity).toBe(1)
  const figures = await node.metrics.registry.metrics()
  expect(figures).toContain('longhouse_live_pushes_ended_total{reason="lost"} 1')
  expect(figures).toMatch(/longhouse_live_part_latency_seconds_count [1-9]/)
})

test('the newest push of a key wins at once, and its event does not flicker', async () => {
  const node = house.node('a')
  const first = await push(node)
  house.send(first, 5)
  await stateIs('live')
  const second = await push(node)
  expect(first.stop.aborted).toBe(true)
  expect((first.stop.reason as PushRefused).code).toBe('newer-push')
  await node.gate.settled()
  expect((await running()).state).toBe('live')
  expect(second.stop.aborted).toBe(false)
})

test('a push to another process takes the channel there; the one before leaves it at its next beat', async () => {
  const [a, b] = [house.node('a'), house.node('b')]
  house.send(await push(a), 5)
  await stateIs('live')
  const owners = openOwners(house.db)
  expect(await owners(channel.public_id)).toEqual({ address: 'a:5000' })
  const second = await push(b)
  expect(await owners(channel.public_id)).toEqual({ address: 'b:5000' })
  await a.stages.beat()
  expect(a.stages.of(channel.id)).toBe(null)
  house.send(second, 5)
  await until(async () => (await running()).state === 'live')
  expect((await leaseOf(house.db.read, channel.id))!.epoch).toBe(2)
})

test('what a killed process left is taken over, with what it had recorded', async () => {
  const [a, b] = [house.node('a'), house.node('b')]
  house.send(await push(a), 5)
  await stateIs('live')
  await a.stages.of(channel.id)!.recorder!.settled()
  const before = await running()
  await adoptColdLeases({ ...house, node: b.node, stages: b.stages })
  expect(b.stages.of(channel.id)).toBe(null)

  house.clock.ms += 9000
  await adoptColdLeases({ ...house, node: b.node, stages: b.stages })
  expect(b.stages.of(channel.id)).not.toBe(null)
  expect((await house.channel(channel.id)).state).toBe('reconnecting')
  expect((await leaseByPublicId(house.db.read, channel.public_id))!.node).toBe('b')
  expect((await lastPush(house.db.read, channel.id))!.end_reason).toBe('died')
  const last = (await segmentsOf(house.db.read, before.id)).at(-1)!.sequence
  const again = await push(b)
  house.send(again, 5)
  await stateIs('live')
  expect((await running()).id).toBe(before.id)
  expect((await lastPush(house.db.read, channel.id))!.first_sequence).toBeGreaterThan(last)
})

test('a process that ends in order leaves its channels to the next one at once, with the most viewers counted', async () => {
  const [a, b] = [house.node('a'), house.node('b')]
  const only = await push(a)
  house.send(only, 5)
  await stateIs('live')
  const leave = house.viewers.enter(channel.id)
  await a.stages.beat()
  leave()
  expect((await running()).peak_viewers).toBe(1)
  only.sink.end('stopped')
  await a.gate.settled()
  await a.stages.leaveAll()
  await adoptColdLeases({ ...house, node: b.node, stages: b.stages })
  expect(b.stages.of(channel.id)).not.toBe(null)
  expect((await house.channel(channel.id)).state).toBe('reconnecting')
})

test('renewing the key ends the push; its event waits for the new one', async () => {
  const node = house.node('a')
  const first = await push(node)
  house.send(first, 5)
  await stateIs('live')
  key = await house.channels.renewKey(operator, channel.id)
  await until(() => first.stop.aborted)
  expect((first.stop.reason as PushRefused).code).toBe('key-renewed')
  await stateIs('reconnecting')
  house.send(await push(node), 5)
  await stateIs('live')
})

test('ending an event ends its push, and its recording is handed over', async () => {
  const node = house.node('a')
  const first = await push(node)
  house.send(first, 5)
  await stateIs('live')
  const { id } = await running()
  await house.events.end(operator, id)
  await until(() => first.stop.aborted)
  expect((first.stop.reason as PushRefused).code).toBe('event-ended')
  await node.gate.settled()
  expect(await house.event(id)).toMatchObject({ state: 'ended', recording: 'kept' })
  expect((await house.channel(channel.id)).state).toBe('offline')
  await expect(house.events.end(operator, id)).rejects.toMatchObject({ code: 'not-running' })
  expect(
    await house.queue.list(house.db.read, { subjectId: id, type: 'live.hand-over-recording', limit: 5 }),
  ).toMatchObject([{ type: 'live.hand-over-recording' }])
})

test('an encoder whose event was ended under it is not let in again by itself, however long it tries; somebody who starts it anew is', async () => {
  const node = house.node('a')
  house.send(await push(node), 5)
  await stateIs('live')
  await house.events.end(operator, (await running()).id)
  await node.gate.settled()
  // As OBS tries: each pause half as long again.
  for (let pause = 2; pause < 900; pause *= 1.5) {
    house.clock.ms += pause * 1000
    await expect(node.gate.admit(ask(key))).rejects.toMatchObject({ code: 'sent-home' })
  }
  expect(node.refusals.last(channel.id)?.message).toContain('Stop streaming in OBS')
  expect((await house.channel(channel.id)).event_id).toBe(null)
  house.clock.ms += 3 * 3_600_000
  expect(await node.gate.admit(ask(key))).not.toBe(null)
})

test('an encoder that was gone when its event was ended is let in at once, though nobody had noticed yet', async () => {
  const node = house.node('a')
  const first = await push(node)
  house.send(first, 5)
  await stateIs('live')
  const end = house.events.end(operator, (await running()).id)
  first.sink.end('lost')
  await end
  await node.gate.settled()
  expect((await lastPush(house.db.read, channel.id))!.end_reason).toBe('lost')
  expect(await node.gate.admit(ask(key))).not.toBe(null)
})

test('who stops the encoder soon after the end, or ended a test, goes on air half a minute later; with another test at once', async () => {
  const node = house.node('a')
  await house.tests.start(operator, channel.id)
  await push(node)
  await house.tests.stop(operator, channel.id, false)
  await node.gate.settled()
  house.clock.ms += 2000
  await expect(node.gate.admit(ask(key))).rejects.toMatchObject({ code: 'sent-home' })
  await house.tests.start(operator, channel.id)
  const again = await push(node)
  await house.tests.stop(operator, channel.id, false)
  await until(() => again.stop.aborted)
  await node.gate.settled()
  house.clock.ms += 30_000
  expect(await node.gate.admit(ask(key))).not.toBe(null)
})

test('players may come to the end of an event for a minute; then its channel is nobody’s', async () => {
  const node = house.node('a')
  house.send(await push(node), 5)
  await stateIs('live')
  await house.events.end(operator, (await running()).id)
  await node.gate.settled()
  await node.stages.beat()
  expect(await leaseOf(house.db.read, channel.id)).toMatchObject({ node: 'a' })
  await node.stages.of(channel.id)!.recorder!.settled()
  house.clock.ms += 61_000
  await node.stages.beat()
  expect(node.stages.of(channel.id)).toBe(null)
  expect(await leaseOf(house.db.read, channel.id)).toMatchObject({ node: null })
})

test('a private test is not recorded and no event; it goes on air without a break', async () => {
  const node = house.node('a')
  await house.tests.start(operator, channel.id)
  const only = await push(node)
  house.send(only, 5)
  expect((await house.channel(channel.id)).event_id).toBe(null)
  expect((await house.tests.read(operator, channel.id))!.hls).toContain('/live/')
  expect(node.stages.of(channel.id)!.recorder).toBe(null)

  await house.tests.stop(operator, channel.id, true)
  const { event_id, epoch } = (await lastPush(house.db.read, channel.id))!
  await node.gate.goOnAir(channel.id, epoch, event_id!)
  house.send(only, 9, 5000)
  await stateIs('live')
  expect(only.stop.aborted).toBe(false)
  await node.stages.of(channel.id)!.recorder!.settled()
  const segments = await segmentsOf(house.db.read, event_id!)
  expect(segments.length).toBeGreaterThan(1)
})

test('what a push holds that browsers cannot show is told on the broadcast page', async () => {
  const node = house.node('a')
  const bad = await push(node)
  const hevc = Buffer.from([0x1c, 0, 0, 0, 0, 1, 2, 3])
  expect(() => bad.sink.video(0, hevc)).toThrow(PushRefused)
  expect(node.refusals.last(channel.id)).toMatchObject({
    message: expect.stringContaining('H.264') as string,
  })
})

test('a ticket lets in once, and soon', async () => {
  const node = house.node('a')
  const { key_hash } = await house.channel(channel.id)
  const ticket = house.tickets.give(key_hash)
  const by = { ...ask(ticket), by: 'ticket' as const }
  expect(await node.gate.admit(by)).not.toBe(null)
  expect(await node.gate.admit(by)).toBe(null)
  const late = house.tickets.give(key_hash)
  house.clock.ms += 16_000
  expect(await node.gate.admit({ ...by, key: late })).toBe(null)
})
