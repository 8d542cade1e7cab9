import { afterEach, beforeEach, expect, test } from 'vitest'
import { admin, guest } from '../live.fixture.ts'
import { visibleTo } from '../channels/channel-policies.ts'
import { followIds, listFollows } from './follow-store.ts'
import { followingOf } from './following.ts'
import { openTestNotices } from './notices.fixture.ts'

let house: Awaited<ReturnType<typeof openTestNotices>>
beforeEach(async () => {
  house = await openTestNotices()
})
afterEach(() => house.close())

const idOf = async (channelId: string) => (await followIds(house.db.read, channelId, '', 1))[0]!

test('members are told whether they follow a channel, others are told nothing', async () => {
  const [one, two] = [await house.made(), await house.made()]
  const ann = await house.person('Ann')
  await house.follows.follow(ann, one.id)
  const of = async (who: typeof ann) => {
    const following = await followingOf(house.db.read, who, [one.id, two.id])
    return [following(one.id), following(two.id)]
  }
  expect(await of(ann)).toEqual([true, false])
  expect(await of(await house.person('Ben'))).toEqual([false, false])
  expect(await of(guest)).toEqual([null, null])
  expect(await of({ ...ann, role: null })).toEqual([null, null])
})

test('the list holds what one may see, the latest first, page by page', async () => {
  const ann = await house.person('Ann', 'operator')
  const channels = [await house.made(), await house.made('private'), await house.made()]
  for (const { id } of channels) {
    house.clock.ms += 1000
    await house.follows.follow(ann, id)
  }
  const who = { spaceId: 'space', accountId: ann.accountId!, visibilities: visibleTo(ann) }
  const ids = (rows: { channel_id: string }[]) => rows.map((row) => row.channel_id)
  const first = await listFollows(house.db.read, who, 2, null)
  expect(ids(first)).toEqual([channels[2]!.id, channels[1]!.id])
  const rest = await listFollows(house.db.read, who, 2, first.at(-1)!.id)
  expect(ids(rest)).toEqual([channels[0]!.id])
  const member = { ...who, visibilities: visibleTo({ ...ann, role: 'member' }) }
  expect(ids(await listFollows(house.db.read, member, 9, null))).not.toContain(channels[1]!.id)
  expect(await listFollows(house.db.read, { ...who, spaceId: 'another' }, 9, null)).toEqual([])
})

test('a link ends the follow it was made for, and none that came after it', async () => {
  const channel = await house.made()
  const ann = await house.person('Ann')
  await house.follows.follow(ann, channel.id)
  const first = await idOf(channel.id)
  expect(await house.follows.followed(first)).toMatchObject({ id: channel.id })
  await house.follows.endById(first)
  expect(await house.follows.followed(first)).toBeUndefined()
  house.clock.ms += 1000
  await house.follows.follow(ann, channel.id)
  await house.follows.endById(first)
  expect(await idOf(channel.id)).not.toBe(first)
})

test('what a link names is told only while its follower may see it', async () => {
  const channel = await house.made()
  const ann = await house.person('Ann')
  await house.follows.follow(ann, channel.id)
  await house.channels.edit(admin, channel.id, { visibility: 'private' }, null)
  expect(await house.follows.followed(await idOf(channel.id))).toBeNull()
})

test('links cannot be made up, moved to another follow or opened by another house', () => {
  const { links } = house
  const [one, two] = ['01a1fe9a-4793-7e19-bc89-4c55410a4c73', '01a1fe9a-4793-7e19-bc89-4c55410a4c74']
  const token = new URL(links.to(one)).searchParams.get('of')!
  expect(links.open(token)).toBe(one)
  expect(token.length).toBeLessThanOrEqual(100)
  for (const bad of ['', one, `${one}.`, token.slice(0, -1), `${token}a`, token.replace(one, two)])
    expect(links.open(bad)).toBeNull()
})
