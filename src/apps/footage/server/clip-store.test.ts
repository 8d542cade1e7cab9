import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { foldLine } from '#platform/search/fold-text.ts'
import type { Role } from '../../../contract/shapes.ts'
import type { Standing } from '#platform/auth/actor.ts'
import type { Db } from '#platform/db/db.ts'
import { openTestDb, type TestDb } from '../../../../test/harness/open-test-db.ts'
import { clipPolicies, viewerOf } from './clip-policies.ts'
import { type ClipFilter, clipPlace, listClips } from './clip-list-store.ts'
import { insertClip, storedBytes, updateClip } from './clip-store.ts'
import { followClip, dropTags, listTags, replaceTags } from './clip-tag-store.ts'
import type { ClipRow, ClipTables } from './clip-tables.ts'
import { someClip } from './clip.fixture.ts'
import { insertComment } from './comment-store.ts'
import { likePatterns } from './like-patterns.ts'
import { clips0001 } from './migrations/0001-clips.ts'
import { captions0002 } from './migrations/0002-captions.ts'
import { smallPosters0003 } from './migrations/0003-small-posters.ts'
import { tagCounts0006 } from './migrations/0006-tag-counts.ts'
import { tagPlaces0008 } from './migrations/0008-tag-places.ts'

let house: TestDb
let db: Db<ClipTables>
beforeAll(async () => {
  house = await openTestDb([
    {
      owner: 'footage',
      migrations: [clips0001, captions0002, smallPosters0003, tagCounts0006, tagPlaces0008],
    },
  ])
  db = house.db.tables<ClipTables>()
})
afterAll(() => house.close())

const now = '2026-06-01T00:00:00.000Z'
const standing = (role: Role | null, accountId: string | null, spaceId = 'space'): Standing => ({
  space: { id: spaceId, slug: 's', name: 'S' },
  role,
  accountId,
})
const filterOf = (who: Standing, more: Partial<ClipFilter> = {}): ClipFilter => ({
  spaceId: who.space.id,
  viewer: viewerOf(who),
  ids: null,
  patterns: [],
  tag: null,
  from: null,
  to: null,
  state: null,
  deletedAt: null,
  ...more,
})
const keep = (...rows: ClipRow[]) =>
  db.transact(async (tx) => {
    for (const row of rows) await insertClip(tx, row)
  })
const idsFor = async (who: Standing, more: Partial<ClipFilter> = {}) =>
  (await listClips(db.read, filterOf(who, more), 100, null)).map((clip) => clip.id)

describe('a list shows exactly what the policy lets someone read', () => {
  const rows: ClipRow[] = []
  for (const visibility of ['public', 'members', 'private'] as const)
    for (const author_id of ['author', 'other'])
      for (const deleted of [false, true])
        rows.push(
          someClip({
            visibility,
            author_id,
            deleted_at: deleted ? now : null,
            purge_at: deleted ? '2026-06-08T00:00:00.000Z' : null,
          }),
        )
  beforeAll(() => keep(...rows, someClip({ space_id: 'elsewhere', visibility: 'public' })))

  test.each([
    ['a guest', standing(null, null)],
    ['a stranger', standing(null, 'author')],
    ['a member', standing('member', 'author')],
    ['an operator', standing('operator', 'other')],
    ['an admin', standing('admin', 'admin')],
    ['an owner', standing('owner', 'owner')],
  ])('%s', async (_, who) => {
    for (const deleted of [false, true]) {
      const readable = rows.filter(
        (clip) => (clip.deleted_at !== null) === deleted && clipPolicies.read(who, clip) === 'allow',
      )
      const listed = await idsFor(who, { deletedAt: deleted ? now : null })
      expect(new Set(listed)).toEqual(new Set(readable.map((clip) => clip.id)))
    }
  })
})

test('guests are not shown what cannot be watched yet', async () => {
  const space_id = 'drafts'
  await keep(someClip({ space_id, visibility: 'public', state: 'uploading', watchable: 0 }))
  expect(await idsFor(standing(null, null, space_id))).toEqual([])
  expect(await idsFor(standing('member', 'other', space_id))).toHaveLength(1)
})

test('what can no longer be brought back is not in the trash', async () => {
  const space_id = 'trash'
  await keep(someClip({ space_id, deleted_at: now, purge_at: now }))
  expect(await idsFor(standing('owner', 'o', space_id), { deletedAt: now })).toEqual([])
})

describe('search', () => {
  const space_id = 'search'
  const who = standing('member', 'author', space_id)
  // The trash alone is searched by patterns; the list by the search index.
  const find = (q: string) => idsFor(who, { patterns: likePatterns(q), deletedAt: now })
  const gone = { space_id, deleted_at: now, purge_at: '2026-06-08T00:00:00.000Z' }
  const crash = someClip({ ...gone, title: 'Ünfall auf der Brücke', description: 'links 100% schuld' })
  const talk = someClip({ ...gone, title: 'Quiet street' })
  beforeAll(async () => {
    await keep(crash, talk)
    await db.transact(async (tx) => {
      await insertComment(tx, {
        id: 'c',
        clip_id: talk.id,
        space_id,
        author_id: 'other',
        body: 'Was für ein Glück',
        at: null,
        created_at: now,
        search_text: foldLine('Was für ein Glück'),
      })
    })
  })

  test('finds words in any case, with or without accents, all of them', async () => {
    expect(await find('UNFALL brucke')).toEqual([crash.id])
    expect(await find('unfall glück')).toEqual([])
  })
  test('finds words of comments', async () => {
    expect(await find('gluck')).toEqual([talk.id])
  })
  test('takes wildcards as letters', async () => {
    expect(await find('100%')).toEqual([crash.id])
    expect(await find('1%0')).toEqual([])
    expect(await find('unfal_')).toEqual([])
  })
})

test('filters narrow, keysets go on, tags are found by their key and counted for the asker', async () => {
  const space_id = 'filters'
  const who = standing('member', 'author', space_id)
  const first = someClip({ space_id, happened_at: '2026-01-01T00:00:00.000Z' })
  const second = someClip({ space_id, happened_at: '2026-02-01T00:00:00.000Z', state: 'failed' })
  const hidden = someClip({ space_id, visibility: 'private', author_id: 'other' })
  await keep(first, second, hidden)
  await db.transact(async (tx) => {
    await replaceTags(tx, first, [{ tag: 'Schnee', folded: 'schnee' }])
    await replaceTags(tx, second, [
      { tag: 'schnee', folded: 'schnee' },
      { tag: 'Eis', folded: 'eis' },
    ])
    await replaceTags(tx, hidden, [{ tag: 'secret', folded: 'secret' }])
    for (const { id } of [first, second, hidden]) await followClip(tx, id)
  })

  const ever = filterOf(who, { from: '2025-01-01T00:00:00.000Z' })
  const [latest, ...earlier] = await listClips(db.read, ever, 5, null)
  expect([latest!.id, ...earlier.map((clip) => clip.id)]).toEqual([second.id, first.id])
  expect((await listClips(db.read, ever, 5, clipPlace(ever, latest!))).map((clip) => clip.id)).toEqual([
    first.id,
  ])
  expect(await idsFor(who, { from: '2026-01-15T00:00:00.000Z' })).toEqual([second.id])
  expect(await idsFor(who, { to: '2026-01-15T00:00:00.000Z' })).toEqual([first.id])
  expect(await idsFor(who, { state: 'failed' })).toEqual([second.id])
  expect(await idsFor(who, { tag: 'eis' })).toEqual([second.id])
  expect(await idsFor(who, { tag: 'schnee', state: 'failed' })).toEqual([second.id])
  expect(await idsFor(who, { tag: 'schnee', to: '2026-01-15T00:00:00.000Z' })).toEqual([first.id])
  const newestFirst = [first.id, second.id].toSorted().toReversed()
  expect(await idsFor(who)).toEqual(newestFirst)
  const rest = await listClips(db.read, filterOf(who), 5, [newestFirst[0]!])
  expect(rest.map((clip) => clip.id)).toEqual(newestFirst.slice(1))
  expect(await listTags(db.read, space_id, viewerOf(who))).toEqual([
    { tag: 'schnee', count: 2 },
    { tag: 'Eis', count: 1 },
  ])
  expect(await storedBytes(db.read, space_id)).toBe(0)
})

test('a list by tag follows its clips when their state and time change', async () => {
  const space_id = 'followed'
  const who = standing('member', 'author', space_id)
  const clip = someClip({ space_id, happened_at: '2026-01-01T00:00:00.000Z' })
  await keep(clip)
  await db.transact(async (tx) => {
    await replaceTags(tx, clip, [{ tag: 'Fog', folded: 'fog' }])
    await followClip(tx, clip.id)
  })
  expect(await idsFor(who, { tag: 'fog', state: 'failed' })).toEqual([])
  await db.transact(async (tx) => {
    await updateClip(tx, clip.id, { state: 'failed', happened_at: '2026-03-01T00:00:00.000Z' })
    await followClip(tx, clip.id)
  })
  const later = { tag: 'fog', state: 'failed', from: '2026-02-01T00:00:00.000Z' } as const
  expect(await idsFor(who, later)).toEqual([clip.id])
})

test('tags are counted for those who see their clips, whatever happens to these', async () => {
  const space_id = 'counts'
  const clip = someClip({ space_id, visibility: 'public', watchable: 0, author_id: 'other' })
  const counted = async () => {
    const one = async (who: Standing) => (await listTags(db.read, space_id, viewerOf(who)))[0]?.count ?? 0
    const all = [
      standing(null, null),
      standing('member', 'author'),
      standing('member', 'other'),
      standing('owner', 'o'),
    ]
    return Promise.all(all.map((who) => one({ ...who, space: { ...who.space, id: space_id } })))
  }
  const change = (changes: Partial<ClipRow>) =>
    db.transact(async (tx) => {
      await updateClip(tx, clip.id, changes)
      await followClip(tx, clip.id)
    })
  await keep(clip)
  await db.transact(async (tx) => {
    await replaceTags(tx, clip, [{ tag: 'Fog', folded: 'fog' }])
    await followClip(tx, clip.id)
  })
  expect(await counted()).toEqual([0, 1, 1, 1])
  await change({ watchable: 1 })
  expect(await counted()).toEqual([1, 1, 1, 1])
  await change({ visibility: 'private' })
  expect(await counted()).toEqual([0, 0, 1, 1])
  await change({ deleted_at: now })
  expect(await counted()).toEqual([0, 0, 0, 0])
  await change({ deleted_at: null, visibility: 'members' })
  expect(await counted()).toEqual([0, 1, 1, 1])
  await db.transact((tx) => dropTags(tx, clip.id))
  expect(await counted()).toEqual([0, 0, 0, 0])
})
