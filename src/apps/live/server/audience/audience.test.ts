import { afterEach, beforeEach, expect, test } from 'vitest'
import { bareMetrics } from '../../../../../test/harness/quiet.ts'
import { until } from '../../../../../test/until.ts'
import { Fault } from '#platform/errors.ts'
import type { ChatMessage } from '../../contract/chat.ts'
import { guest, member, openTestChat, operator, phone } from '../chat/chat.fixture.ts'
import { messagesSince } from '../chat/chat-store.ts'
import type { Listener } from './audience.ts'
import { openViewers } from './viewers.ts'

let house: Awaited<ReturnType<typeof openTestChat>>
beforeEach(async () => {
  house = await openTestChat()
})
afterEach(() => house.close())

/** A page that listens: what was written to it, and whether it was closed. */
function listen(who = member, banned = false) {
  const page = { text: '', closed: false, leave: () => {} }
  const stream: Listener['stream'] = {
    send: (data, name) => (page.text += `${name?.event} ${JSON.stringify(data)}\n`),
    write: (text) => (page.text += text),
    close: () => (page.closed = true),
  }
  const person = house.people.keyOf(who, 'channel', phone)
  page.leave = house.audience.join('channel', { who, person, stream, banned })
  return page
}
const bodies = (text: string) =>
  [...text.matchAll(/event: chat\ndata: (.*)\n/g)].flatMap(([, data]) =>
    (JSON.parse(data!) as ChatMessage[]).map(({ body }) => body),
  )

test('what is said reaches everybody in order, but not who is kept out', async () => {
  const [one, two, out] = [listen(), listen(guest), listen(guest, true)]
  for (const body of ['a', 'b', 'c']) await house.chat.say(member, 'channel', { body }, phone)
  await until(() => bodies(one.text).length === 3)
  expect(bodies(one.text)).toEqual(['a', 'b', 'c'])
  expect(two.text).toBe(one.text)
  expect(out.text).toBe('')
})

test('a message that is taken back at once was said before it was taken back', async () => {
  const page = listen()
  const { id } = await house.chat.say(member, 'channel', { body: 'oops' }, phone)
  await house.chat.remove(member, 'channel', id)
  await until(() => page.text.includes('chat-removed'))
  expect(page.text.indexOf('oops')).toBeLessThan(page.text.indexOf('chat-removed'))
})

test('a ban closes the pages of that person alone', async () => {
  const [bad, good] = [listen(member), listen(operator)]
  const { id } = await house.chat.say(member, 'channel', { body: 'bad' }, phone)
  await house.chat.ban(operator, 'channel', { messageId: id, minutes: null })
  await until(() => bad.closed)
  expect(good.closed).toBe(false)
})

test('a change of the channel is told to all; who may not watch any more is shown out', async () => {
  const [inside, outside] = [listen(member), listen(guest)]
  house.channels.view = async (who) => {
    if (who.role === null) throw new Fault('missing', 'not-found', 'There is nothing here.')
    return { id: 'channel' } as never
  }
  house.changed()
  await until(() => outside.closed)
  expect(outside.text).toContain('gone')
  expect(inside.text).toContain('event: channel')
  expect(inside.closed).toBe(false)
})

test('who has left hears nothing', async () => {
  const [gone, here] = [listen(), listen()]
  gone.leave()
  await house.chat.say(member, 'channel', { body: 'hello' }, phone)
  await until(() => here.text !== '')
  expect(gone.text).toBe('')
})

test('a page that comes back is told what it missed', async () => {
  const first = await house.chat.say(member, 'channel', { body: 'seen' }, phone)
  house.clock.pass(30)
  await house.chat.say(member, 'channel', { body: 'missed' }, phone)
  const rows = await messagesSince(house.db.read, 'channel', first.id, 10)
  expect(rows.map(({ body }) => body)).toEqual(['seen', 'missed'])
})

test('viewers are counted over processes, and those of a process that is gone are forgotten', async () => {
  const metrics = bareMetrics()
  const other = openViewers({ bus: house.bus, clock: house.clock, metrics })
  const leave = house.viewers.enter('channel')
  house.viewers.enter('channel')
  other.enter('channel')
  await until(() => house.viewers.count('channel') === 3 && other.count('channel') === 3)
  leave()
  leave()
  await until(() => other.count('channel') === 2)
  expect(await metrics.registry.metrics()).toContain('longhouse_live_viewers 1')
  other.close()
  await until(() => house.viewers.count('channel') < 2)
  expect(house.viewers.count('channel')).toBe(1)
})
