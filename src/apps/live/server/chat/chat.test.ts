import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { until } from '../../../../../test/until.ts'
import type { AuditTables } from '#platform/audit/audit-tables.ts'
import type { Page } from '../../../../contract/shapes.ts'
import type { Ban, ChatMessage } from '../../contract/chat.ts'
import { as, guest, member, openTestChat, operator, phone } from './chat.fixture.ts'
import type { ChatWord } from './chat-news.ts'
import { mostInWindow } from './pace.ts'
import { purgeMessages, purgePaces } from './chat-store.ts'

let house: Awaited<ReturnType<typeof openTestChat>>
beforeEach(async () => {
  house = await openTestChat()
})
afterEach(() => house.close())

const say = (body: string, who = member, more = {}, from = phone) =>
  house.call<ChatMessage>('chat.say', who, { body: { body, ...more } }, from)
const list = (who = member, query = {}) => house.call<Page<ChatMessage>>('chat.list', who, { query })
const texts = ({ items }: Page<ChatMessage>) => items.map(({ body }) => body)
function heard(): ChatWord[] {
  const words: ChatWord[] = []
  house.news.follow('channel', (word) => words.push(word))
  return words
}

describe('writing', () => {
  test('a message is kept with its author and told to everybody', async () => {
    const words = heard()
    const said = await say('  Hello  ')
    expect(said).toMatchObject({
      body: 'Hello',
      author: { id: 'anna', name: 'Name of anna', role: 'member' },
      at: null,
      own: true,
    })
    await until(() => words.length > 0)
    expect(words).toEqual([{ is: 'said', message: { ...said, own: false } }])
    expect(await list(operator)).toMatchObject({ items: [{ id: said.id, own: false }], nextCursor: null })
  })

  test('pages go back in time, and stay right while people write', async () => {
    for (const body of ['1', '2', '3', '4', '5']) {
      await say(body)
      house.clock.pass(1.5)
    }
    const first = await list(member, { limit: 2 })
    expect(texts(first)).toEqual(['5', '4'])
    await say('6')
    const next = await list(member, { limit: 2, cursor: first.nextCursor })
    expect(texts(next)).toEqual(['3', '2'])
    const bans = house.call('chat.bans', operator, { query: { cursor: first.nextCursor } })
    await expect(bans).rejects.toMatchObject({ code: 'bad-cursor' })
  })

  test('guests write under a name where they are welcome, and only there', async () => {
    expect((await say('Hi', guest, { guestName: ' Uncle   Bob ' })).author).toEqual({
      id: null,
      name: 'Uncle Bob',
      role: 'guest',
    })
    await expect(say('Hi', guest)).rejects.toMatchObject({ code: 'name-needed' })
    // A name is for those without an account: who is signed in writes as themselves.
    expect((await say('Hi', member, { guestName: 'Bishop' })).author.name).toBe('Name of anna')
    house.channel.chat.guests = false
    await expect(say('Hi', guest, { guestName: 'Bob' })).rejects.toMatchObject({ kind: 'forbidden' })
    // An account of another space is a guest here.
    await expect(say('Hi', as('eve', null))).rejects.toMatchObject({ kind: 'forbidden' })
    house.channel.visibility = 'members'
    await expect(say('Hi', guest, { guestName: 'Bob' })).rejects.toMatchObject({ kind: 'missing' })
    await expect(list(guest)).rejects.toMatchObject({ kind: 'missing' })
  })

  test('a chat that is closed takes nothing', async () => {
    house.channel.chat.enabled = false
    await expect(say('Hi')).rejects.toMatchObject({ kind: 'forbidden' })
  })

  test('during an event its seconds are kept, and it can be read again from any of them', async () => {
    await say('before')
    house.channel.event = { id: 'event', startedAt: house.clock.iso() }
    for (const body of ['a', 'b', 'c']) {
      house.clock.pass(10)
      await say(body)
    }
    const replay = (query: object) =>
      house.call<Page<ChatMessage>>('chat.replay', guest, { params: { id: 'event' }, query })
    expect((await replay({})).items.map(({ body, at }) => [body, at])).toEqual([
      ['a', 10],
      ['b', 20],
      ['c', 30],
    ])
    const first = await replay({ from: 15, limit: 1 })
    expect(texts(first)).toEqual(['b'])
    expect(texts(await replay({ limit: 5, cursor: first.nextCursor }))).toEqual(['c'])
    // The encoder was away for a while: the recording is shorter than the event.
    house.spans.splice(0, 1, { from: 0, to: 12 }, { from: 25, to: 60 })
    expect((await replay({ from: 11 })).items.map(({ body, at }) => [body, at])).toEqual([
      ['b', 12],
      ['c', 17],
    ])
  })
})

describe('pace', () => {
  test('slow mode holds members, not moderators', async () => {
    house.channel.chat.slowSeconds = 30
    await say('1')
    house.clock.pass(29)
    await expect(say('2')).rejects.toMatchObject({ code: 'slow-mode', retryAfterSeconds: 1 })
    house.clock.pass(1)
    await say('2')
    await say('1', operator)
    await say('2', operator)
  })

  test('nobody floods, not even with two messages at the same time', async () => {
    for (let count = 0; count < mostInWindow; count += 1) await say(String(count))
    await expect(say('too much')).rejects.toMatchObject({ code: 'too-fast' })
    house.clock.pass(10)
    await say('on')
    house.channel.chat.slowSeconds = 60
    house.clock.pass(60)
    const both = await Promise.allSettled([say('one'), say('other')])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })

  test('words that are sent again because the answer was lost are one message', async () => {
    house.channel.chat.slowSeconds = 30
    const words = heard()
    const [first, again] = [await say('Amen'), await say('Amen')]
    expect(again.id).toBe(first.id)
    house.clock.pass(31)
    expect((await say('Amen')).id).not.toBe(first.id)
    expect(texts(await list())).toEqual(['Amen', 'Amen'])
    await until(() => words.length > 1)
    expect(words).toHaveLength(2)
  })

  test('guests behind one address are held by browser and address', async () => {
    house.channel.chat.slowSeconds = 30
    await say('1', guest, { guestName: 'Bob' })
    await expect(say('2', guest, { guestName: 'Not Bob' })).rejects.toMatchObject({ code: 'slow-mode' })
    await say('1', guest, { guestName: 'Eve' }, { ...phone, browser: 'Tablet' })
  })

  test('two guests who look alike and say the same are two', async () => {
    const bob = await say('Amen', guest, { guestName: 'Bob' })
    house.clock.pass(1)
    const eve = await say('Amen', guest, { guestName: 'Eve' })
    expect(eve.id).not.toBe(bob.id)
    expect((await say('Amen', guest, { guestName: 'Eve' })).id).toBe(eve.id)
  })
})

describe('keeping order', () => {
  test('one takes back their own messages, moderators anybody’s, others nothing', async () => {
    const [mine, other] = [await say('mine'), await say('other', as('bert', 'member'))]
    const words = heard()
    const remove = (id: string, who = member) =>
      house.call('chat.remove', who, { params: { id: 'channel', message: id } })
    await remove(mine.id)
    await expect(remove(other.id)).rejects.toMatchObject({ kind: 'forbidden' })
    await remove(other.id, operator)
    // Once more changes nothing.
    await remove(other.id, operator)
    expect(texts(await list())).toEqual([])
    await until(() => words.length > 1)
    expect(words.slice(0, 2)).toEqual([
      { is: 'removed', ids: [mine.id] },
      { is: 'removed', ids: [other.id] },
    ])
  })

  test('one message is pinned at a time, until it is taken back', async () => {
    const [first, second] = [await say('first'), await say('second')]
    const pin = (messageId: string | null, who = operator) =>
      house.call('chat.pin', who, { body: { messageId } })
    const pinned = () => house.call<{ message: ChatMessage | null }>('chat.pinned', guest)
    expect(await pinned()).toEqual({ message: null })
    await pin(first.id)
    await pin(second.id)
    expect((await pinned()).message?.body).toBe('second')
    await expect(pin(first.id, member)).rejects.toMatchObject({ kind: 'forbidden' })
    await house.call('chat.remove', operator, { params: { id: 'channel', message: second.id } })
    expect(await pinned()).toEqual({ message: null })
    await pin(null)
    await expect(pin(second.id)).rejects.toMatchObject({ kind: 'missing' })
  })

  test('who is kept out neither writes nor reads, for as long as was said', async () => {
    const bad = await say('bad', guest, { guestName: 'Troll' })
    const words = heard()
    const ban = await house.call<Ban>('chat.ban', operator, {
      body: { messageId: bad.id, minutes: 10, removeMessages: true },
    })
    expect(ban).toMatchObject({ name: 'Troll', guest: true, until: house.clock.iso(600), by: 'Name of otto' })
    await until(() => words.length > 1)
    expect(words.map(({ is }) => is)).toEqual(['removed', 'banned'])
    await expect(say('again', guest, { guestName: 'New name' })).rejects.toMatchObject({
      code: 'chat-banned',
    })
    await expect(list(guest)).rejects.toMatchObject({ code: 'chat-banned' })
    expect(texts(await list())).toEqual([])
    house.clock.pass(601)
    await say('sorry', guest, { guestName: 'Troll' })
  })

  test('a ban can be lifted; moderators cannot be banned, members cannot ban', async () => {
    const [bad, good] = [await say('bad'), await say('good', operator)]
    const ban = (messageId: string, who = operator) =>
      house.call<Ban>('chat.ban', who, { body: { messageId, minutes: null } })
    await expect(ban(good.id)).rejects.toMatchObject({ code: 'is-moderator' })
    await expect(ban(bad.id, member)).rejects.toMatchObject({ kind: 'forbidden' })
    await ban(bad.id)
    const { id } = await ban(bad.id)
    await expect(say('x')).rejects.toMatchObject({ code: 'chat-banned' })
    const bans = await house.call<Page<Ban>>('chat.bans', operator)
    expect(bans.items).toMatchObject([{ id, name: 'Name of anna', guest: false, until: null }])
    await house.call('chat.lift-ban', operator, { params: { id: 'channel', ban: id } })
    await say('back')
  })
})

test('what nobody reads any more goes after a month; an event keeps its chat', async () => {
  await say('outside')
  const { id: pinned } = await say('pinned')
  await house.call('chat.pin', operator, { body: { messageId: pinned } })
  house.clock.pass(1)
  house.channel.event = { id: 'event', startedAt: house.clock.iso() }
  await say('kept')
  const { id } = await say('taken back')
  await house.call('chat.remove', member, { params: { id: 'channel', message: id } })
  house.clock.pass(31 * 24 * 3600)
  const gone = await house.db.transact((tx) => purgeMessages(tx, house.clock.iso(-30 * 24 * 3600), 10))
  expect(gone).toBe(2)
  await house.db.transact((tx) => purgePaces(tx, house.clock.iso()))
  expect(texts(await list())).toEqual(['kept', 'pinned'])
})

test('what moderators do stands in the audit log, and nothing that somebody wrote', async () => {
  const said = await say('Something rude', guest, { guestName: 'Guest' })
  const own = await say('A typo')
  const mine = await say('Welcome', operator)
  await house.call('chat.pin', operator, { body: { messageId: mine.id } })
  await house.call('chat.pin', operator, { body: { messageId: null } })
  const ban = await house.call<Ban>('chat.ban', operator, { body: { messageId: said.id, minutes: null } })
  await house.call('chat.lift-ban', operator, { params: { id: 'channel', ban: ban.id } })
  await house.call('chat.remove', operator, { params: { id: 'channel', message: said.id } })
  await house.call('chat.remove', member, { params: { id: 'channel', message: own.id } })
  const rows = await house.db.tables<AuditTables>().read.selectFrom('audit_entries').selectAll().execute()
  expect(rows.map((row) => `${row.action} ${row.details}`).toSorted()).toEqual([
    'live.chat.ban-lifted {"person":"Guest"}',
    'live.chat.message-removed {"author":"Guest"}',
    'live.chat.person-banned {"person":"Guest","until":"for good"}',
    'live.chat.pinned {"author":"Name of otto"}',
    'live.chat.unpinned {}',
  ])
  expect(rows.every((row) => row.subject_name === 'Hall')).toBe(true)
})
