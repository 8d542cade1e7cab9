import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Standing } from '#platform/auth/actor.ts'
import { searchViewer } from '#platform/search/search-viewer.ts'
import type { Page } from '../../../contract/shapes.ts'
import type { ClipSummary } from '../contract/clip.ts'
import { clipSource } from './clip-search.ts'
import { author, guest, openTestFootage, other, owner, someInput } from './footage.fixture.ts'

let house: Awaited<ReturnType<typeof openTestFootage>>
beforeAll(async () => {
  house = await openTestFootage()
})
afterAll(() => house.close())
/** Each test has a space of its own. */
let space = 0
const there = (who: Standing): Standing => ({ ...who, space: { ...who.space, id: `space ${space}` } })
beforeEach(() => {
  space += 1
})

const create = (input = {}) => house.clips.create(there(author), { ...someInput, ...input })
const page = async (who: Standing, query: object) =>
  JSON.parse((await house.pages.page(there(who), query)).body.toString()) as Page<ClipSummary>
const titles = async (who: Standing, q: string, query = {}) =>
  (await page(who, { q, ...query })).items.map((clip) => clip.title)

test('a clip is found by its title, tags, description and comments, the best first', async () => {
  const talk = await create({ title: 'Quiet street' })
  await create({ title: 'Ünfall auf der Brücke', description: 'links 100% schuld', tags: ['Gegenverkehr'] })
  await create({ title: 'Parkplatz', description: 'Kein Unfall' })
  await house.comments.create(there(other), talk.id, { body: 'Was für ein Glück' })
  expect(await titles(other, 'unfall')).toEqual(['Ünfall auf der Brücke', 'Parkplatz'])
  expect(await titles(other, 'UNFALL bruck')).toEqual(['Ünfall auf der Brücke'])
  expect(await titles(other, 'gegenv')).toEqual(['Ünfall auf der Brücke'])
  expect(await titles(other, '100%')).toEqual(['Ünfall auf der Brücke'])
  expect(await titles(other, 'gluck')).toEqual(['Quiet street'])
  expect(await titles(other, '  ')).toHaveLength(3)
})

test('what changes is found as it is now', async () => {
  const clip = await create({ title: 'Before' })
  const comment = await house.comments.create(there(other), clip.id, { body: 'remark' })
  await house.clips.edit(there(author), clip.id, { title: 'After', tags: ['fresh'] }, null)
  await house.comments.remove(there(other), clip.id, comment.id)
  expect(await titles(other, 'before')).toEqual([])
  expect(await titles(other, 'remark')).toEqual([])
  expect(await titles(other, 'fresh')).toEqual(['After'])
  await house.clips.edit(there(author), clip.id, { visibility: 'private' }, null)
  expect(await titles(other, 'after')).toEqual([])
  expect(await titles(owner, 'after')).toEqual(['After'])
  expect(await titles(author, 'after')).toEqual(['After'])
})

test('a deleted clip is found in the trash alone', async () => {
  const draft = await create({ title: 'Gone soon' })
  await house.db.transact((tx) =>
    tx.updateTable('clips').set({ state: 'ready' }).where('id', '=', draft.id).execute(),
  )
  await house.clips.remove(there(author), draft.id, false)
  expect(await titles(author, 'gone')).toEqual([])
  expect(await titles(author, 'gone', { deleted: true })).toEqual(['Gone soon'])
  expect(await titles(author, 'other', { deleted: true })).toEqual([])
  await house.clips.restore(there(author), draft.id)
  expect(await titles(author, 'gone')).toEqual(['Gone soon'])
})

test('guests find what they can watch', async () => {
  const clip = await create({ title: 'Public', visibility: 'public' })
  expect(await titles(guest, 'public')).toEqual([])
  expect(await titles(other, 'public')).toEqual(['Public'])
  await house.db.transact(async (tx) => {
    await tx.updateTable('clips').set({ watchable: 1 }).where('id', '=', clip.id).execute()
    await house.news.changed(tx, clip)
  })
  expect(await titles(guest, 'public')).toEqual(['Public'])
  const all = { spaceId: clip.space_id, viewer: searchViewer(there(guest)), text: 'public', limit: 5 }
  expect((await house.search.find(all)).items).toHaveLength(1)
})

test('the filters of the list narrow what is found, page by page', async () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 0, 5, hour)).toISOString()
  for (const hour of [1, 2, 3])
    await create({ title: `Drive ${hour}`, recordedAt: at(hour), tags: [`h${hour}`] })
  expect(await titles(other, 'drive', { tag: 'H2' })).toEqual(['Drive 2'])
  expect(await titles(other, 'drive', { state: 'uploading' })).toHaveLength(3)
  expect(await titles(other, 'drive', { state: 'ready' })).toEqual([])
  expect(await titles(other, 'drive', { from: at(2) })).toEqual(['Drive 3', 'Drive 2'])
  expect(await titles(other, 'drive', { to: at(2) })).toEqual(['Drive 2', 'Drive 1'])
  expect(await titles(other, 'drive', { to: at(1), limit: 1 })).toEqual(['Drive 1'])
  const first = await page(other, { q: 'drive', limit: 2 })
  const next = { q: 'drive', limit: 2, cursor: first.nextCursor! }
  expect((await page(other, next)).items.map((clip) => clip.title)).toEqual(['Drive 1'])
  await expect(page(other, { ...next, tag: 'h1' })).rejects.toMatchObject({ code: 'bad-cursor' })
  await expect(page(other, { limit: 2, cursor: first.nextCursor! })).rejects.toMatchObject({
    code: 'bad-cursor',
  })
})

test('the index can be filled from the clips there are', async () => {
  const made = [await create({ title: 'One' }), await create({ title: 'Two' })]
  const source = clipSource(house)
  const all = await source.every(null, 1000)
  expect(all).toEqual(expect.arrayContaining(made.map(({ id, space_id }) => ({ id, spaceId: space_id }))))
  expect(await source.every(all.at(-1)!.id, 10)).toEqual([])
})
