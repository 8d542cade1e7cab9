import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { author, elsewhere, guest, openTestNotes, other, owner } from './notes.fixture.ts'
import { tagsOf } from './note-fields.ts'
import { linksFrom } from './note-link-store.ts'
import { findRevision, listRevisions } from './revision-store.ts'

let house: Awaited<ReturnType<typeof openTestNotes>>
beforeAll(async () => {
  house = await openTestNotes()
})
afterAll(() => house.close())

const edit = (id: string, patch: object, version: number, who = author) =>
  house.notes.edit(who, id, patch, String(version))
const versions = async (id: string) =>
  (await listRevisions(house.db.read, id, 100, null)).map((revision) => revision.version)

describe('writing', () => {
  test('a note stands as it was written, as version 1', async () => {
    const { id } = await house.write(author, {
      title: ' Fog \n bank ',
      tags: ['Snow', 'snow', 'Ice age'],
      body: '# Hi\n',
    })
    expect(await house.note(id)).toMatchObject({
      title: 'Fog bank',
      title_folded: 'fog bank',
      body: '# Hi\n',
      excerpt: 'Hi',
      tags: '["Snow","Ice age"]',
      visibility: 'members',
      author_id: 'author',
      editor_id: 'author',
      version: 1,
    })
    expect(await versions(id)).toEqual([1])
    expect(await house.find('fog ban')).toEqual(['Fog bank'])
  })

  test('text that no db can keep is made keepable', async () => {
    const { id } = await house.write(author, { title: 'a\0b', body: 'half \ud83d of it\0' })
    expect(await house.note(id)).toMatchObject({ title: 'a\uFFFDb', body: 'half \uFFFD of it\uFFFD' })
  })

  test('an older note sorts where it was made', async () => {
    const { id } = await house.notes.create(author, { title: '', body: '' }, '2019-03-01T00:00:00.000Z')
    expect(await house.note(id)).toMatchObject({ created_at: '2019-03-01T00:00:00.000Z' })
    expect(id < (await house.write(author)).id).toBe(true)
  })
})

describe('saving', () => {
  test('changes what was named, as the next version', async () => {
    const { id } = await house.write(author, { tags: ['fog'] })
    house.clock.pass(60)
    await edit(id, { body: 'Other words [[A note]]' }, 1, other)
    expect(await house.note(id)).toMatchObject({
      title: 'A note',
      body: 'Other words [[A note]]',
      excerpt: 'Other words A note',
      tags: '["fog"]',
      editor_id: 'other',
      author_id: 'author',
      version: 2,
      updated_at: house.clock.iso(),
    })
    expect(await versions(id)).toEqual([2, 1])
    expect(await linksFrom(house.db.read, id)).toHaveLength(1)
    await edit(id, { body: 'No link' }, 2)
    expect(await linksFrom(house.db.read, id)).toHaveLength(0)
  })

  test('what changes nothing is no save', async () => {
    const { id } = await house.write(author, { tags: ['Fog'] })
    expect(
      await edit(id, { title: 'A note', tags: ['Fog'], pinned: false, archived: false }, 1),
    ).toMatchObject({
      version: 1,
    })
    expect(await versions(id)).toEqual([1])
  })

  test('pinning and who may see it leave the time of the last change alone', async () => {
    const note = await house.write(author)
    house.clock.pass(60)
    await edit(note.id, { pinned: true, visibility: 'private' }, 1)
    expect(await house.note(note.id)).toMatchObject({
      pinned: 1,
      visibility: 'private',
      version: 2,
      access_version: 2,
      updated_at: note.updated_at,
    })
  })

  test('needs to know the version it changes', async () => {
    const { id } = await house.write(author)
    await expect(house.notes.edit(author, id, { title: 'x' }, null)).rejects.toMatchObject({
      kind: 'precondition-required',
    })
    for (const wrong of ['0', '2', 'x', '-1', '1.0', '999999999999'])
      await expect(house.notes.edit(author, id, { title: 'x' }, wrong)).rejects.toMatchObject({
        kind: 'stale',
        code: 'changed-meanwhile',
        errors: [{ path: 'version', message: '1' }],
      })
    expect(await versions(id)).toEqual([1])
  })

  test('of many saves of one version, one is kept', async () => {
    const { id } = await house.write(author)
    const saves = Array.from({ length: 20 }, (_, at) => edit(id, { body: `Words of ${at}` }, 1))
    const ends = await Promise.allSettled(saves)
    expect(ends.filter((end) => end.status === 'fulfilled')).toHaveLength(1)
    expect(await versions(id)).toEqual([2, 1])
  })

  test('is for whoever sees the note; who sees it is for its author and admins', async () => {
    const { id } = await house.write(author)
    await edit(id, { title: 'Ours' }, 1, other)
    await expect(edit(id, { visibility: 'private' }, 2, other)).rejects.toMatchObject({ kind: 'forbidden' })
    await edit(id, { visibility: 'private' }, 2, owner)
    for (const who of [other, guest, elsewhere])
      await expect(edit(id, { title: 'Mine' }, 3, who)).rejects.toMatchObject({ kind: 'missing' })
  })
})

describe('archiving', () => {
  test('moves a note out of the way and back, with all that belongs to it', async () => {
    const { id } = await house.write(author, { tags: ['old'], body: 'See [[A note]]' })
    const before = await house.note(id)
    await edit(id, { archived: true }, 1)
    const archived = await house.note(id)
    expect(archived).toEqual({ ...before, archived_at: house.clock.iso(), version: 2 })
    expect(await house.db.read.selectFrom('notes').select('id').where('id', '=', id).execute()).toEqual([])
    expect(await linksFrom(house.db.read, id)).toHaveLength(1)
    const later = await edit(id, { body: 'Still writable' }, 2, other)
    expect(later.archived_at).toBe(archived.archived_at)
    await edit(id, { archived: false }, 3)
    expect(await house.note(id)).toMatchObject({ archived_at: null, version: 4, body: 'Still writable' })
    expect(await versions(id)).toEqual([4, 3, 2, 1])
  })
})

describe('earlier versions', () => {
  test('can be read and saved again as the latest', async () => {
    const { id } = await house.write(author, { title: 'First', body: 'One', tags: ['a'] })
    await edit(id, { title: 'Second', body: 'One and two', tags: [] }, 1, other)
    expect(await findRevision(house.db.read, id, 1)).toMatchObject({
      title: 'First',
      body: 'One',
      tags: '["a"]',
      editor_id: 'author',
    })
    await house.notes.restoreRevision(other, id, 1)
    expect(await house.note(id)).toMatchObject({ title: 'First', body: 'One', tags: '["a"]', version: 3 })
    expect((await findRevision(house.db.read, id, 2))!.body).toBe('One and two')
    await expect(house.notes.restoreRevision(author, id, 4)).rejects.toMatchObject({ kind: 'missing' })
    await expect(house.notes.restoreRevision(elsewhere, id, 1)).rejects.toMatchObject({ kind: 'missing' })
  })

  test('come back over many saves', async () => {
    const { id } = await house.write(author, { body: '0' })
    for (let version = 1; version < 70; version += 1)
      await edit(id, { body: `${version} ${'x'.repeat(version)}` }, version)
    for (const version of [1, 2, 32, 33, 34, 64, 65, 70]) {
      const { body } = (await findRevision(house.db.read, id, version))!
      expect(body).toBe(version === 1 ? '0' : `${version - 1} ${'x'.repeat(version - 1)}`)
    }
  })
})

describe('a tag renamed while others write', () => {
  test('takes nothing from them, and their save gets the new name', async () => {
    const { id } = await house.write(author, { tags: ['Todo', 'fog'] })
    expect(await house.tags.rename(other, { from: 'todo', to: 'To do' })).toBe(1)
    expect(await house.note(id)).toMatchObject({ tags: '["To do","fog"]', version: 2 })
    await edit(id, { body: 'Written meanwhile', tags: ['Todo', 'fog', 'new'] }, 1)
    expect(await house.note(id)).toMatchObject({
      body: 'Written meanwhile',
      tags: '["To do","fog","new"]',
      version: 3,
    })
    expect(await versions(id)).toEqual([3, 2, 1])
  })

  test('hides no save of somebody else', async () => {
    const { id } = await house.write(author, { tags: ['mixed'] })
    await house.tags.rename(other, { from: 'mixed', to: 'pure' })
    await edit(id, { body: 'First' }, 2, other)
    await house.tags.rename(other, { from: 'pure', to: 'clear' })
    await expect(edit(id, { body: 'Second' }, 1)).rejects.toMatchObject({ kind: 'stale' })
    await edit(id, { body: 'Third' }, 3)
  })

  test('into one that is there merges both; archived notes follow; private ones of others stay', async () => {
    const both = await house.write(author, { tags: ['left', 'right'] })
    const archived = await house.write(author, { tags: ['left'] })
    await edit(archived.id, { archived: true }, 1)
    const hidden = await house.write(owner, { tags: ['left'], visibility: 'private' })
    const deleted = await house.write(author, { tags: ['left'] })
    await house.trash.remove(author, [deleted.id])
    expect(await house.tags.rename(other, { from: 'LEFT', to: 'right' })).toBe(2)
    const tags = async (id: string) => tagsOf(await house.note(id))
    expect(await tags(both.id)).toEqual(['right'])
    expect(await tags(archived.id)).toEqual(['right'])
    expect(await tags(hidden.id)).toEqual(['left'])
    expect(await tags(deleted.id)).toEqual(['left'])
    expect(await house.tags.rename(other, { from: 'right', to: 'Right' })).toBe(2)
    expect(await house.tags.rename(other, { from: 'nowhere', to: 'x' })).toBe(0)
  })
})
