import Schema from 'typebox/schema'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Standing } from '#platform/auth/actor.ts'
import type { Page } from '../../../contract/shapes.ts'
import type { ClipSummary } from '../contract/clip.ts'
import { listClips } from '../contract/footage-routes.ts'
import { author, guest, openTestFootage, other, owner } from './footage.fixture.ts'

let house: Awaited<ReturnType<typeof openTestFootage>>
beforeAll(async () => {
  house = await openTestFootage()
})
afterAll(() => house.close())

const page = async (who: Standing, query = {}) =>
  JSON.parse((await house.pages.page(who, query)).body.toString()) as Page<ClipSummary>
const titles = async (who: Standing, query = {}) => (await page(who, query)).items.map((clip) => clip.title)

test('a kept page is what the contract promises', async () => {
  await house.bring(author, { title: 'Kept', visibility: 'private', tags: ['fog'] })
  const answer = await page(author)
  expect(Schema.Compile(listClips.answer).Errors(answer)).toEqual([true, []])
  expect(answer.items).toHaveLength(1)
})

test('those who see the same share a page; a member with private clips has their own', async () => {
  const kept = await house.pages.page(owner, {})
  expect(await house.pages.page({ ...owner, role: 'admin', accountId: 'another' }, {})).toBe(kept)
  const members = await house.pages.page(other, {})
  expect(await house.pages.page({ ...other, accountId: 'third' }, {})).toBe(members)
  expect(await house.pages.page(author, {})).not.toBe(members)
  expect(await titles(author)).toEqual(['Kept'])
  expect(await titles(other)).toEqual([])
  expect(await titles(guest)).toEqual([])
})

test('whoever is told that a change was made sees it', async () => {
  const { id } = await house.bring(author, { title: 'First' })
  expect(await titles(other)).toEqual(['First'])
  await house.clips.edit(author, id, { title: 'Second' }, null)
  expect(await titles(other)).toEqual(['Second'])
  await house.clips.edit(author, id, { visibility: 'private' }, null)
  expect(await titles(other)).toEqual([])
  await house.clips.remove(author, id, false)
  expect(await titles(author)).toEqual(['Kept'])
  expect(await titles(author, { deleted: true })).toEqual(['Second'])
})

test('a change made while a page is read is not hidden by that page', async () => {
  const reading = titles(owner)
  await house.bring(author, { title: 'Meanwhile' })
  await reading
  expect(await titles(owner)).toContain('Meanwhile')
})

test('pages go on where the last one ended, within the same filters only', async () => {
  const first = await page(owner, { limit: 1 })
  expect(first.nextCursor).not.toBeNull()
  const second = await page(owner, { limit: 1, cursor: first.nextCursor! })
  expect(second.items[0]!.id < first.items[0]!.id).toBe(true)
  const foreign = { limit: 1, cursor: first.nextCursor!, tag: 'fog' }
  await expect(page(owner, foreign)).rejects.toMatchObject({ code: 'bad-cursor' })
})
