import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../../../test/until.ts'
import type { NoteChange } from './note-news.ts'
import { author, elsewhere, openTestNotes } from './notes.fixture.ts'

let house: Awaited<ReturnType<typeof openTestNotes>>
beforeAll(async () => {
  house = await openTestNotes()
})
afterAll(() => house.close())

test('who follows a space hears of each change in it, with who could see the note and who can', async () => {
  const heard: NoteChange[] = []
  const unfollow = house.news.follow('space', (change) => heard.push(change))
  await house.notes.create(elsewhere, { title: 'Elsewhere', body: '' })
  const { id } = await house.write(author)
  await house.notes.edit(author, id, { visibility: 'private' }, '1')
  await house.notes.edit(author, id, { visibility: 'private' }, '2')
  await house.trash.remove(author, [id])
  await house.trash.removeForever(author, id)
  await until(() => heard.length === 4)
  unfollow()
  const seen = { author_id: 'author', visibility: 'members', deleted_at: null }
  const hidden = { ...seen, visibility: 'private' }
  const deleted = { ...hidden, deleted_at: house.clock.iso() }
  expect(heard).toEqual([
    { id, version: 1, before: null, after: seen },
    { id, version: 2, before: seen, after: hidden },
    { id, version: 2, before: hidden, after: deleted },
    { id, version: 2, before: deleted, after: null },
  ])
  await house.write(author)
  expect(heard).toHaveLength(4)
})

test('a change that is undone is no news', async () => {
  const heard: unknown[] = []
  const unfollow = house.news.follow('space', (change) => heard.push(change))
  const row = await house.write(author)
  await expect(
    house.db.transact(async (tx) => {
      await house.saves.next(tx, row, { body: 'Never' }, 'author')
      throw new Error('undone')
    }),
  ).rejects.toThrow('undone')
  const later = await house.write(author)
  await until(() => heard.length > 1)
  unfollow()
  expect(heard).toMatchObject([{ id: row.id }, { id: later.id }])
})
