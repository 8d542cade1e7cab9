import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Fault } from '#platform/errors.ts'
import { admin, guest, member, openTestLive, operator } from '../live.fixture.ts'
import { channelPolicies, visibleTo } from './channel-policies.ts'
import * as store from './channel-store.ts'
import { channelIds, channelsById, eventIds, eventsWithChannels } from './search-store.ts'
import { viewChannel } from './channel-view.ts'

let house: Awaited<ReturnType<typeof openTestLive>>
beforeEach(async () => {
  house = await openTestLive()
})
afterEach(() => house.close())

const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error as Fault).code,
  )

test('private is for operators and above; only admins change a channel', () => {
  const verdicts = (visibility: 'public' | 'members' | 'private') =>
    [guest, member, operator, admin].map((who) =>
      (['read', 'operate', 'edit'] as const)
        .map((action) => channelPolicies[action](who, { visibility })[0])
        .join(''),
    )
  expect(verdicts('public')).toEqual(['aff', 'aff', 'aaf', 'aaa'])
  expect(verdicts('members')).toEqual(['hhh', 'aff', 'aaf', 'aaa'])
  expect(verdicts('private')).toEqual(['hhh', 'hhh', 'aaf', 'aaa'])
})

test('the plain key stands nowhere: not in the row, not in what is shown of a channel', async () => {
  const channel = await house.channels.create(admin, { name: 'Sunday' })
  const key = await house.channels.showKey(operator, channel.id)
  expect(key).toMatch(/^[a-z2-9]{32}$/)
  const row = await house.channel(channel.id)
  const shown = await viewChannel(row, admin, { ...house, read: house.db.read }, null)
  expect(JSON.stringify([row, shown])).not.toContain(key)
  expect(row.public_id).toMatch(/^[a-z0-9]{12}$/)
  expect(await code(house.channels.showKey(member, channel.id))).toBe('forbidden')
  const next = await house.channels.renewKey(operator, channel.id)
  expect(next).not.toBe(key)
  expect(await house.channels.showKey(operator, channel.id)).toBe(next)
  // Sealed for its row: elsewhere it does not open.
  expect(() => house.keys.show('another', row.key_sealed)).toThrow()
})

test('a change of who may watch ends the paths given out; two changes at once do not overwrite each other', async () => {
  const channel = await house.channels.create(admin, { name: 'Sunday' })
  await house.channels.edit(admin, channel.id, { visibility: 'members', chat: { slowSeconds: 5 } }, '1')
  expect(await house.channel(channel.id)).toMatchObject({
    access_version: 2,
    version: 2,
    chat_slow_seconds: 5,
  })
  expect(await code(house.channels.edit(admin, channel.id, { name: 'Other' }, '1'))).toBe('changed-meanwhile')
  expect(await code(house.channels.edit(operator, channel.id, { name: 'Other' }, null))).toBe('forbidden')
})

test('lists begin with what is on air, and show each what they may watch', async () => {
  const create = (input: Parameters<typeof house.channels.create>[1]) => {
    house.clock.ms += 1
    return house.channels.create(admin, input)
  }
  const open = await create({ name: 'Open' })
  const inside = await create({ name: 'Inside', visibility: 'members' })
  const hidden = await create({ name: 'Hidden', visibility: 'private' })
  await house.db.transact((tx) => store.updateChannel(tx, hidden.id, { state: 'live', off_air: 0 }))
  const list = async (who: typeof guest, place: store.ChannelPlace | null = null) =>
    (await store.listChannels(house.db.read, 'space', visibleTo(who), 10, place)).map(({ name }) => name)
  expect(await list(guest)).toEqual(['Open'])
  expect(await list(member)).toEqual(['Open', 'Inside'])
  expect(await list(operator)).toEqual(['Hidden', 'Open', 'Inside'])
  expect(await list(operator, [0, hidden.id])).toEqual(['Open', 'Inside'])
  expect(await list(operator, [1, open.id])).toEqual(['Inside'])
  expect((await channelsById(house.db.read, [inside.id])).map(({ name }) => name)).toEqual(['Inside'])
  expect(await channelIds(house.db.read, open.id, 5)).toHaveLength(2)
  expect((await store.channelByPublicId(house.db.read, open.public_id))?.id).toBe(open.id)
})

test('a deleted channel takes its events along', async () => {
  const channel = await house.channels.create(admin, { name: 'Sunday' })
  const event = await house.events.schedule(operator, {
    channelId: channel.id,
    title: 'Harvest',
    scheduledAt: '2026-11-29T09:00:00.000Z',
  })
  expect(await eventsWithChannels(house.db.read, [event.id])).toMatchObject([{ visibility: 'public' }])
  expect(await eventIds(house.db.read, null, 5)).toHaveLength(1)
  await house.channels.remove(admin, channel.id)
  expect(await house.channel(channel.id)).toBe(undefined)
  expect(await house.event(event.id)).toBe(undefined)
})
