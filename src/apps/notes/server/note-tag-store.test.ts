import { afterAll, beforeAll, expect, test } from 'vitest'
import { foldTags, shelfOf, tagsOf } from './note-fields.ts'
import { noteTables } from './note-store.ts'
import { author, openTestNotes, other, owner } from './notes.fixture.ts'

let house: Awaited<ReturnType<typeof openTestNotes>>
beforeAll(async () => {
  house = await openTestNotes()
})
afterAll(() => house.close())

/** What is counted, and what would be if one counted now; both in one order. */
async function counts() {
  const kept = await house.db.read.selectFrom('note_tag_counts').selectAll().execute()
  const real = new Map<string, number>()
  for (const table of noteTables)
    for (const note of await house.db.read.selectFrom(table).selectAll().execute())
      for (const { folded } of foldTags(tagsOf(note))) {
        const key = `${shelfOf(note)} ${note.visibility === 'private' ? note.author_id : ''} ${folded}`
        real.set(key, (real.get(key) ?? 0) + 1)
      }
  return {
    kept: kept.map((row) => `${row.shelf} ${row.private_to} ${row.folded} ${row.count}`).toSorted(),
    real: [...real].map(([key, count]) => `${key} ${count}`).toSorted(),
  }
}
const spelled = async (folded: string) =>
  (
    await house.db.read.selectFrom('note_tag_counts').select('tag').where('folded', '=', folded).execute()
  ).map((row) => row.tag)

test('whatever happens to notes, their tags are counted as they are', async () => {
  const notes = await Promise.all(
    [['fog', 'ice'], ['Fog'], ['fog', 'snow'], [], ['ice']].map((tags, at) =>
      house.write(at % 2 === 0 ? author : other, { tags, visibility: at === 2 ? 'private' : 'members' }),
    ),
  )
  const ids = notes.map((note) => note.id)
  const edit = async (at: number, patch: object) =>
    house.notes.edit(owner, ids[at]!, patch, String((await house.note(ids[at]!)).version))
  const steps = [
    () => edit(0, { body: 'Words' }),
    () => edit(0, { tags: ['ice', 'wind'] }),
    () => edit(1, { visibility: 'private' }),
    () => edit(2, { archived: true }),
    () => edit(2, { visibility: 'members', tags: ['FOG'] }),
    () => edit(3, { tags: ['fog'], archived: true }),
    () => house.trash.remove(owner, ids.slice(0, 3)),
    () => house.trash.restore(owner, ids.slice(1, 2)),
    () => house.tags.rename(owner, { from: 'fog', to: 'Mist' }),
    () => edit(2 + 1, { archived: false, pinned: true }),
    () => house.trash.removeForever(owner, ids[0]!),
    () => house.trash.removeForever(owner, ids[4]!),
  ]
  for (const step of steps) {
    await step()
    const { kept, real } = await counts()
    expect(kept).toEqual(real)
  }
})

test('a tag is shown as it was written last', async () => {
  const { id } = await house.write(author, { tags: ['ÉTÉ'] })
  expect(await spelled('ete')).toEqual(['ÉTÉ'])
  await house.notes.edit(author, id, { tags: ['Été'] }, '1')
  expect(await spelled('ete')).toEqual(['Été'])
})
