import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../../../../test/until.ts'
import type { AuditTables } from '#platform/audit/audit-tables.ts'
import { runScoped } from '#platform/db/scope.ts'
import type { JobContext } from '#platform/queue/queue.ts'
import { sweepEventsJob } from './events/sweep-events-job.ts'
import { liveActions } from './live-audit.ts'
import { admin, obedient, openTestLive, operator } from './live.fixture.ts'

let house: Awaited<ReturnType<typeof openTestLive>>
beforeEach(async () => {
  house = await openTestLive()
})
afterEach(() => house.close())

const pass = (seconds = 1) => void (house.clock.ms += seconds * 1000)
const asOperator = <R>(work: () => Promise<R>) => {
  pass()
  return runScoped({ accountId: 'otto', spaceId: null }, work)
}
const rows = () =>
  house.db.tables<AuditTables>().read.selectFrom('audit_entries').selectAll().orderBy('id').execute()
const words = new Map(Object.values(liveActions).map(({ name, words }) => [name, words as string]))
/** Who did what to which thing, as a person reads it. */
const log = async () =>
  (await rows()).map((row) => {
    const details = JSON.parse(row.details) as Record<string, string>
    const said = words.get(row.action)!.replaceAll(/\{(\w+)\}/g, (_, name: string) => details[name]!)
    return `${row.actor} ${said}: ${row.subject_name}`
  })
const sweep = () => {
  const { signal } = new AbortController()
  const fenced = (db: typeof house.db, work: Parameters<typeof house.db.transact>[0]) => db.transact(work)
  return sweepEventsJob(house).run({}, { signal, fenced } as unknown as JobContext)
}
const ask = (key: string) => ({ by: 'rtmp' as const, key, address: '10.0.0.9', encoder: 'OBS 30' })

test('a Sunday can be read in the log: the key, the encoder that drops and comes back, another one, the end', async () => {
  const channel = await asOperator(() => house.channels.create(admin, { name: 'Sunday', graceMinutes: 5 }))
  const stateIs = (state: string) =>
    until(async () => (await house.channel(channel.id)).state === state, { what: state })
  const key = await asOperator(() => house.channels.showKey(operator, channel.id))
  await asOperator(() => house.channels.showKey(operator, channel.id, 'profile'))
  await asOperator(() => house.channels.showKey(operator, channel.id))
  const patch = { graceMinutes: 10, chat: { slowSeconds: 5 } }
  await asOperator(() => house.channels.edit(admin, channel.id, patch, null))
  const { gate } = house.node('a')

  pass()
  const first = obedient((await gate.admit(ask(key)))!)
  pass()
  house.send(first, 5)
  await stateIs('live')
  pass()
  first.sink.end('lost')
  await stateIs('reconnecting')
  pass()
  house.send(obedient((await gate.admit(ask(key)))!), 5)
  await stateIs('live')
  pass()
  const third = obedient((await gate.admit(ask(key)))!)
  pass()
  third.sink.end('unpublished')
  await stateIs('reconnecting')
  pass(601)
  await sweep()

  const event = 'Sunday, 22 November 2026'
  expect(await log()).toEqual([
    'otto made a channel: Sunday',
    'otto looked at the stream key: Sunday',
    'otto fetched the OBS profile, which holds the stream key: Sunday',
    'otto changed a channel: grace minutes, chat slow seconds: Sunday',
    'encoder began to stream with OBS 30: Sunday',
    `encoder put an event on air: ${event}`,
    'encoder was lost while streaming: Sunday',
    'encoder began to stream with OBS 30: Sunday',
    'encoder took over from the encoder before with OBS 30: Sunday',
    'encoder stopped streaming: Sunday',
    `house ended an event: its encoder stayed away: ${event}`,
  ])
  expect(JSON.stringify(await rows())).not.toContain(key)
  expect(JSON.stringify(await rows())).not.toContain('10.0.0.9')
})

test('so can events that are announced, and private tests', async () => {
  const channel = await asOperator(() => house.channels.create(admin, { name: 'Sunday' }))
  const scheduledAt = '2026-11-29T10:00:00.000Z'
  const input = { channelId: channel.id, title: 'Advent', scheduledAt }
  const event = await asOperator(() => house.events.schedule(operator, input))
  await asOperator(() => house.events.edit(operator, event.id, { title: 'Advent I', scheduledAt }, null))
  await asOperator(() => house.events.cancel(operator, event.id))
  await asOperator(() => house.tests.start(operator, channel.id))
  await asOperator(() => house.tests.stop(operator, channel.id, false))
  await asOperator(() => house.tests.start(operator, channel.id))
  pass(3600)
  await sweep()
  await asOperator(() => house.channels.renewKey(operator, channel.id))
  await asOperator(() => house.channels.remove(admin, channel.id))
  expect((await log()).slice(1)).toEqual([
    'otto announced an event for 2026-11-29T10:00:00.000Z: Advent',
    'otto changed an event: title, time: Advent',
    'otto cancelled an event: Advent I',
    'otto began a private test: Sunday',
    'otto ended a private test: Sunday',
    'otto began a private test: Sunday',
    'house ended a private test: Sunday',
    'otto renewed the stream key: Sunday',
    'otto removed a channel: Sunday',
  ])
})

test('an event that is ended says by whom, and why', async () => {
  const channel = await asOperator(() => house.channels.create(admin, { name: 'Sunday' }))
  const key = await asOperator(() => house.channels.showKey(operator, channel.id))
  const { gate } = house.node('a')
  house.send(obedient((await gate.admit(ask(key)))!), 5)
  await until(async () => (await house.channel(channel.id)).state === 'live')
  await asOperator(async () => house.events.end(operator, (await house.channel(channel.id)).event_id!))
  await gate.settled()
  expect((await log()).at(-1)).toBe('otto ended an event: by hand: Sunday, 22 November 2026')
})
