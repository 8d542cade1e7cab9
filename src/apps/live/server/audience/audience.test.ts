import { afterEach, beforeEach, expect, test } from 'vitest'
import { bareMetrics } from '../../../../../test/harness/quiet.ts'
import { until } from '../../../../../test/until.ts'
import { Fault } from '#platform/errors.ts'
import { eventText } from '#platform/http/events.ts'
import type { ChatMessage } from '../../contract/chat.ts'
import { guest, member, openTestChat, operator, phone } from '../chat/chat.fixture.ts'
import { messagesSince } from '../chat/chat-store.ts'
import type { Listener } from './audience.ts'
import { audienceRoutes } from './audience-routes.ts'
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

/** The route as a page opens it; `first` happens while its first words are read. */
async function open(first: () => Promise<unknown> = async () => {}, lastSeen?: string) {
  const page = { events: [] as string[], text: '', ended: Promise.withResolvers<void>(), leave: () => {} }
  const write = (text: string) => (page.text += text)
  const stream: Listener['stream'] = {
    send: (data, name) => write(eventText(data, name)),
    write,
    close: () => page.ended.resolve(),
  }
  const { view } = house.channels
  house.channels.view = async (...asked) => {
    const shown = await view(...asked)
    await first()
    return shown
  }
  const answer = async (_call: unknown, subscribe: (to: Listener['stream']) => Promise<() => void>) => {
    page.leave = await subscribe(stream)
  }
  const [route] = audienceRoutes(house)
  await route!.run({
    standing: member,
    params: { id: 'channel' },
    query: {},
    request: {
      ip: phone.address,
      headers: { 'user-agent': phone.browser, 'last-event-id': lastSeen },
      server: { openStreams: { answer } },
    },
  } as never)
  house.channels.view = view
  page.events = [...page.text.matchAll(/^event: (.*)$/gm)].map(([, name]) => name!)
  return page
}

test('what happens while a page opens comes after what it is shown first', async () => {
  const { id: seen } = await house.chat.say(member, 'channel', { body: 'seen' }, phone)
  const { id } = await house.chat.say(operator, 'channel', { body: 'bad' }, phone)
  const page = await open(async () => {
    const heard = Promise.withResolvers<void>()
    house.news.follow('channel', (word) => word.is === 'pinned' && heard.resolve())
    await house.chat.pin(operator, 'channel', seen)
    await house.chat.remove(operator, 'channel', id)
    await heard.promise
  }, seen)
  expect(page.events.slice(0, 2)).toEqual(['channel', 'pinned'])
  // What the house said last about each is what the page has in the end.
  await until(() => page.text.includes('chat-removed'))
  expect(page.text.lastIndexOf('chat-removed')).toBeGreaterThan(page.text.lastIndexOf('event: chat\n'))
  expect(page.text.slice(page.text.lastIndexOf('event: pinned'))).toContain(seen)
  page.leave()
})

test('the page of somebody who was kept out for a while comes back when that is over', async () => {
  const { id: messageId } = await house.chat.say(member, 'channel', { body: 'bad' }, phone)
  await house.chat.ban(operator, 'channel', { messageId, minutes: 1 })
  house.clock.pass(59.95)
  const page = await open()
  expect(page.events).toEqual(['channel', 'chat-closed'])
  await page.ended.promise
  page.leave()
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
