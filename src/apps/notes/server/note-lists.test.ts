import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Standing } from '#platform/auth/actor.ts'
import { type NoteQuery, readNotePage } from './note-lists.ts'
import { author, elsewhere, openTestNotes, other, owner } from './notes.fixture.ts'

let house: Awaited<ReturnType<typeof openTestNotes>>
beforeAll(async () => {
  house = await openTestNotes()
})
afterAll(() => house.close())

async function page(who: Standing, query: NoteQuery) {
  await house.search.settle()
  return readNotePage(house, who, query)
}
const titles = async (who: Standing, query: NoteQuery) =>
  (await page(who, query)).items.map((note) => note.title)

describe('a search within the filters of the list', () => {
  beforeAll(async () => {
    const made = async (title: string, more: object, who = author, at?: string) =>
      house.notes.create(who, { title, body: 'The pass road in fog', ...more }, at)
    await made('Open', { tags: ['Drive'] })
    await made('Private', { visibility: 'private', tags: ['drive'] })
    await made('By another', {}, other)
    await made('Long ago', {}, author, '2020-05-01T12:00:00.000Z')
    const old = await made('Archived', { tags: ['drive'] })
    await house.notes.edit(author, old.id, { archived: true }, '1')
    await house.trash.remove(author, [(await made('Thrown away', {})).id])
    await made('Elsewhere', {}, elsewhere)
  })

  test.each([
    ['by word', other, { q: 'fog' }, ['By another', 'Long ago', 'Open']],
    ['one’s own private ones', author, { q: 'fog' }, ['By another', 'Long ago', 'Open', 'Private']],
    ['all for admins', owner, { q: 'fog' }, ['By another', 'Long ago', 'Open', 'Private']],
    ['by tag', owner, { q: 'fog', tag: 'DRIVE' }, ['Open', 'Private']],
    ['by author', author, { q: 'fog', author: 'other' }, ['By another']],
    ['in the archive', author, { q: 'fog', archived: true }, ['Archived']],
    ['in the archive, as typed', author, { q: 'fog in:archive' }, ['Archived']],
    ['before a time of a day', author, { q: 'fog', before: '2020-05-01T12:00:00.001Z' }, ['Long ago']],
    ['not before it', author, { q: 'fog', before: '2020-05-01T12:00:00.000Z' }, []],
    ['after it', other, { q: 'fog', after: '2020-05-01T12:00:00.000Z' }, ['By another', 'Open']],
    ['nothing', author, { q: 'submarine' }, []],
  ])('%s', async (_, who, query, expected) => {
    expect((await titles(who, query)).toSorted()).toEqual(expected)
  })

  test('shows what matched', async () => {
    const { items } = await page(other, { q: 'open fog' })
    expect(items[0]!.found).toEqual({
      title: [{ text: 'Open', hit: true }],
      snippet: [
        { text: 'The pass road in ', hit: false },
        { text: 'fog', hit: true },
      ],
    })
  })

  test('goes on page by page; its cursor belongs to its own filters', async () => {
    const first = await page(author, { q: 'fog', limit: 3 })
    const cursor = first.nextCursor!
    const second = await page(author, { q: 'fog', limit: 3, cursor })
    expect(new Set([...first.items, ...second.items].map((note) => note.id)).size).toBe(4)
    for (const foreign of [
      { q: 'road', cursor },
      { q: 'fog', tag: 'drive', cursor },
      { cursor },
      { q: 'fog', cursor: 'x' },
    ])
      await expect(page(author, foreign)).rejects.toMatchObject({ code: 'bad-cursor' })
    await expect(page(other, { q: 'fog', limit: 3, cursor })).rejects.toMatchObject({ code: 'bad-cursor' })
  })

  test('of nothing is the list; of the trash is refused', async () => {
    expect(await titles(other, { q: '  ' })).toHaveLength(3)
    await expect(page(author, { q: 'fog', deleted: true })).rejects.toMatchObject({
      code: 'trash-not-searched',
    })
  })
})

test('lists and the trash go on page by page', async () => {
  for (const query of [{}, { deleted: true }, { archived: true }]) {
    const all = (await page(owner, { ...query, limit: 100 })).items
    const found = []
    let cursor: string | null = null
    do {
      const one: Awaited<ReturnType<typeof page>> = await page(owner, {
        ...query,
        limit: 1,
        ...(cursor !== null && { cursor }),
      })
      found.push(...one.items)
      cursor = one.nextCursor
    } while (cursor !== null)
    expect(all.length).toBeGreaterThan(0)
    expect(found).toEqual(all)
  }
})
