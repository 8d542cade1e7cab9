import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Standing } from '#platform/auth/actor.ts'
import { type Letter, MailFault } from '#platform/mail/mail.ts'
import { quietLog } from '../../../../../test/harness/quiet.ts'
import { until } from '../../../../../test/until.ts'
import { admin, operator } from '../live.fixture.ts'
import type { ChannelRow } from '../live-tables.ts'
import { openAlarms } from '../ingest/alarms.ts'
import { batch } from './notice-jobs.ts'
import { openTestNotices } from './notices.fixture.ts'

let house: Awaited<ReturnType<typeof openTestNotices>>
let channel: ChannelRow
beforeEach(async () => {
  house = await openTestNotices()
  channel = await house.made()
})
afterEach(() => house.close())

const names = () => house.outbox.map(({ to }) => to.split('@')[0]!).toSorted((a, b) => (a < b ? -1 : 1))
const minutes = (count: number) => void (house.clock.ms += count * 60_000)
const follow = (...who: Standing[]) =>
  Promise.all(who.map((standing) => house.follows.follow(standing, channel.id)))
/** An event from its first picture to its end. */
async function wholeEvent() {
  const { eventId, gate } = await house.push(channel.id)
  await house.events.end(operator, eventId)
  await gate.settled()
}

test('followers are written to when an event begins: its name, the way there and the way out', async () => {
  const ann = await house.person('Ann')
  await house.person('Ben')
  await follow(ann)
  const { eventId } = await house.push(channel.id)
  expect(await house.work()).toEqual([])
  const [letter, ...more] = house.outbox
  expect(more).toEqual([])
  const { title } = await house.event(eventId)
  expect(letter).toMatchObject({ to: 'ann@example.org', subject: `Live now: ${title}` })
  expect(letter!.text).toContain('Hello Ann,')
  expect(letter!.text).toContain(`${title} has just begun on Sunday service in Chapel.`)
  expect(letter!.text).toContain(`https://chapel.example/s/space/live/${channel.id}\n`)
  expect(letter!.text).toContain(letter!.endsAt)
  expect(house.links.open(new URL(letter!.endsAt!).searchParams.get('of')!)).not.toBeNull()
  expect(await house.metrics.registry.metrics()).toContain(
    'longhouse_live_letters_total{subject="live",end="sent"} 1',
  )
})

test('names that somebody typed are words in a letter, whatever they hold', async () => {
  const name = 'Sunday\r\nBcc: all@example.org <script>'
  await house.channels.edit(admin, channel.id, { name }, null)
  await follow(await house.person('Ann'))
  await house.push(channel.id)
  await house.work()
  const { text, html } = house.outbox[0]!
  expect(text).not.toMatch(/^Bcc:/m)
  expect(text).toContain('on Sunday Bcc: all@example.org <script> in Chapel')
  expect(html).not.toContain('<script>')
})

test('an event is told once: not when its encoder comes back, nor after a restart', async () => {
  await follow(await house.person('Ann'))
  const { push, gate } = await house.push(channel.id)
  await house.work()
  push.sink.end('lost')
  await gate.settled()
  await house.push(channel.id)
  // Another process finds the lease cold and takes the channel up.
  const other = house.node('b')
  await house.push(channel.id, other)
  await house.work()
  expect(names()).toEqual(['ann'])
})

test('a private test tells nobody; it does when it goes on air', async () => {
  await follow(await house.person('Ann'))
  await house.tests.start(operator, channel.id)
  const node = house.node('a')
  const key = await house.channels.showKey(operator, channel.id)
  const push = (await node.gate.admit({ by: 'rtmp', key, address: '', encoder: null }))!
  house.send(push, 5)
  await node.gate.settled()
  await house.work()
  expect(names()).toEqual([])
  push.sink.end('lost')
  await node.gate.settled()
  await house.tests.stop(operator, channel.id, false)
  await house.push(channel.id, node)
  await house.work()
  expect(names()).toEqual(['ann'])
})

test('only those are written to who still follow, belong and may watch, and take letters', async () => {
  const hidden = await house.made('private')
  const [ann, ben, cat, dan, eve, otto] = [
    await house.person('Ann'),
    await house.person('Ben'),
    await house.person('Cat'),
    await house.person('Dan'),
    await house.person('Eve'),
    await house.person('Otto', 'operator'),
  ]
  await follow(ann, ben, cat, dan)
  await house.follows.unfollow(ben, channel.id)
  const { accountDb } = house
  await accountDb.transact(async (tx) => {
    const of = (who: Standing) => ['id', '=', who.accountId!] as const
    await tx
      .updateTable('accounts')
      .set({ banned_at: house.clock.iso() })
      .where(...of(cat))
      .execute()
    await tx
      .updateTable('accounts')
      .set({ letters_refused_at: house.clock.iso() })
      .where(...of(dan))
      .execute()
  })
  await house.push(channel.id)
  await house.work()
  expect(names()).toEqual(['ann'])

  await house.follows.follow(otto, hidden.id)
  await expect(house.follows.follow(eve, hidden.id)).rejects.toMatchObject({ code: 'not-found' })
  // An operator once, a member now.
  await house.follows.follow({ ...eve, role: 'operator' }, hidden.id)
  await expect(house.follows.unfollow(ben, hidden.id)).rejects.toMatchObject({ code: 'not-found' })
  await house.push(hidden.id, house.node('b'))
  await house.work()
  expect(names()).toEqual(['ann', 'otto'])
  // She may end what she sees no more.
  await house.follows.unfollow(eve, hidden.id)
  await expect(house.follows.unfollow(eve, hidden.id)).rejects.toMatchObject({ code: 'not-found' })
})

test('who has left is not written to, and is forgotten in the night; who is banned is not forgotten', async () => {
  const [ann, ben] = [await house.person('Ann'), await house.person('Ben')]
  await follow(ann, ben)
  const leaves = (tx: Parameters<Parameters<typeof house.accountDb.transact>[0]>[0]) =>
    tx.deleteFrom('memberships').where('account_id', '=', ann.accountId!).execute()
  await house.accountDb.transact(leaves)
  await house.accountDb.transact((tx) =>
    tx.updateTable('accounts').set({ banned_at: house.clock.iso() }).execute(),
  )
  await house.push(channel.id)
  await house.work()
  expect(names()).toEqual([])
  await house.run('live.sweep-follows', {})
  const rows = await house.db.read.selectFrom('live_follows').select('account_id').execute()
  expect(rows).toEqual([{ account_id: ben.accountId }])
})

test('an event that is ended and begun again within half an hour is no news', async () => {
  await follow(await house.person('Ann'))
  await wholeEventTold()
  minutes(10)
  await wholeEventTold()
  expect(names()).toEqual(['ann'])
  minutes(21)
  await wholeEventTold()
  expect(names()).toEqual(['ann', 'ann'])
  minutes(24 * 60 + 1)
  await house.run('live.sweep-follows', {})
  expect(await house.db.read.selectFrom('live_letters').selectAll().execute()).toEqual([])

  async function wholeEventTold() {
    const { eventId, gate } = await house.push(channel.id)
    await house.work()
    await house.events.end(operator, eventId)
    await gate.settled()
  }
})

test('nobody is told of an event that is over by then', async () => {
  await follow(await house.person('Ann'))
  await wholeEvent()
  expect(await house.work()).toEqual([])
  expect(names()).toEqual([])
})

test('many followers are written to in batches, each exactly once', async () => {
  const count = batch * 2 + 3
  for (let number = 0; number < count; number++) await follow(await house.person(`P${number}`))
  await house.push(channel.id)
  await house.work()
  expect(house.outbox).toHaveLength(count)
  expect(new Set(names()).size).toBe(count)
})

test('an attempt that broke off in the middle sends nobody a second letter', async () => {
  const people = [await house.person('Ann'), await house.person('Ben'), await house.person('Cat')]
  await follow(...people)
  const { eventId } = await house.push(channel.id)
  const follows = await house.db.read.selectFrom('live_follows').select('id').orderBy('id').execute()
  const since = house.clock.iso()
  const ask = { eventId, subject: 'live', since, follows: follows.map(({ id }) => id) }
  const stop = new AbortController()
  // The process dies while the second letter is on its way: taken, but nobody hears of it.
  house.office.says = ({ to }: Letter) => {
    if (house.outbox.length === 0) return
    house.outbox.push({ to } as Letter)
    stop.abort(new Error('killed'))
    return new Promise<never>(() => {})
  }
  const killed = new Promise((resolve) => stop.signal.addEventListener('abort', resolve))
  void house.run('live.mail-followers', ask, { signal: stop.signal })
  await killed
  house.office.says = () => {}
  await house.run('live.mail-followers', ask)
  await house.run('live.mail-followers', ask)
  expect(names()).toEqual(['ann', 'ben', 'cat'])
})

test('whom the mail server would not take is tried again, the others are not', async () => {
  await follow(await house.person('Ann'), await house.person('Ben'))
  const { eventId } = await house.push(channel.id)
  house.office.says = ({ to }) => (to.startsWith('ann') ? new MailFault('later', 'greylisted') : undefined)
  const reasons = await house.work()
  expect(reasons).toEqual([expect.stringMatching(/^JobDeferred: .*does not take letters/)])
  expect(names()).toEqual(['ben'])
  house.office.says = () => {}
  const follows = await house.db.read.selectFrom('live_follows').select('id').execute()
  const ask = { eventId, subject: 'live', since: house.clock.iso(), follows: follows.map(({ id }) => id) }
  await house.run('live.mail-followers', ask)
  expect(names()).toEqual(['ann', 'ben'])
})

test('a mail server that is away is asked again until it is no news any more', async () => {
  await follow(await house.person('Ann'), await house.person('Ben'))
  const { eventId } = await house.push(channel.id)
  let asked = 0
  house.office.says = () => {
    asked += 1
    return new MailFault('away', 'connection refused')
  }
  expect(await house.work()).toEqual([expect.stringContaining('JobDeferred')])
  // The second of the batch is not even tried.
  expect(asked).toBe(1)
  const follows = await house.db.read.selectFrom('live_follows').select('id').execute()
  const ask = { eventId, subject: 'live', since: house.clock.iso(), follows: follows.map(({ id }) => id) }
  minutes(30)
  await expect(house.run('live.mail-followers', ask)).rejects.toMatchObject({ code: 'no-news' })
})

test('one address that is refused is left; a house that is refused says so', async () => {
  await follow(await house.person('Ann'), await house.person('Ben'))
  const refused = new MailFault('refused', 'nobody here')
  house.office.says = ({ to }) => (to.startsWith('ann') ? refused : undefined)
  await house.push(channel.id)
  expect(await house.work()).toEqual([])
  expect(names()).toEqual(['ben'])
  const other = await house.made()
  for (const name of ['Cat', 'Dan']) await house.follows.follow(await house.person(name), other.id)
  house.office.says = () => refused
  await house.push(other.id, house.node('b'))
  expect(await house.work()).toEqual([expect.stringContaining('takes no letters from this house')])
})

test('operators who follow hear of a picture that stays away, at most every ten minutes of an event', async () => {
  const [ann, otto] = [await house.person('Ann'), await house.person('Otto', 'operator')]
  await house.person('Olga', 'operator')
  await follow(ann, otto)
  const node = house.node('a')
  const alarms = openAlarms({ ...house, log: quietLog(), stages: node.stages })
  let calls = 1
  /** The picture is there, then it stays away for 21 seconds. */
  const loseThePicture = async () => {
    const { push } = await house.push(channel.id, node)
    alarms.look()
    push.sink.end('lost')
    await node.gate.settled()
    alarms.look()
    house.clock.ms += 21_000
    alarms.look()
    calls += 1
    await until(async () => (await house.calls()) === calls)
    expect(await house.work()).toEqual([])
  }
  await loseThePicture()
  const letters = house.outbox.filter(({ subject }) => subject.startsWith('No picture'))
  expect(letters.map(({ to }) => to)).toEqual(['otto@example.org'])
  expect(letters[0]!.text).toContain(`/s/space/live/${channel.id}/broadcast`)
  expect(letters[0]!.text).toContain('The encoder is away')
  house.outbox.length = 0
  minutes(5)
  await loseThePicture()
  expect(names()).toEqual([])
  minutes(5)
  await loseThePicture()
  expect(names()).toEqual(['otto'])
})

test('who follows is told whether letters come; a channel that goes takes its followers along', async () => {
  const ann = await house.person('Ann')
  expect(await follow(ann, ann)).toEqual([{ mail: true }, { mail: true }])
  expect(await house.db.read.selectFrom('live_follows').selectAll().execute()).toHaveLength(1)
  await house.push(channel.id)
  await house.work()
  await house.channels.remove(admin, channel.id)
  expect(await house.db.read.selectFrom('live_follows').selectAll().execute()).toEqual([])
  expect(await house.db.read.selectFrom('live_letters').selectAll().execute()).toEqual([])
  expect(await house.work()).toEqual([])
})

test('a house without mail marks who follows, and writes to nobody', async () => {
  const quiet = await openTestNotices({ enabled: false })
  const ann = await quiet.person('Ann')
  const { id } = await quiet.made()
  expect(await quiet.follows.follow(ann, id)).toEqual({ mail: false })
  await quiet.push(id)
  expect(await quiet.work()).toEqual([])
  expect(quiet.outbox).toEqual([])
  await quiet.close()
})
