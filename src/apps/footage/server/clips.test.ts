import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listComments } from './comment-store.ts'
import { author, guest, openTestFootage, other, owner, someInput } from './footage.fixture.ts'

let house: Awaited<ReturnType<typeof openTestFootage>>
beforeAll(async () => {
  house = await openTestFootage()
})
afterAll(() => house.close())

const draft = () => house.clips.create(author, someInput)
const tagsOf = async (id: string) =>
  (await house.db.read.selectFrom('clip_tags').select('tag').where('clip_id', '=', id).execute()).map(
    (t) => t.tag,
  )

describe('creating', () => {
  test('makes a draft and a place for its bytes', async () => {
    const clip = await house.clips.create(author, {
      ...someInput,
      title: '  Fog  ',
      tags: ['Snow', 'snow', 'Ice'],
    })
    expect(clip).toMatchObject({ title: 'Fog', state: 'uploading', version: 1, author_id: 'author' })
    expect(clip.upload_url).toMatch(/^\/uploads\//)
    expect(await house.clip(clip.id)).toEqual(clip)
    expect(await house.uploads.offset(clip.id)).toBe(0)
    expect((await tagsOf(clip.id)).toSorted()).toEqual(['Ice', 'Snow'])
  })

  test('leaves nothing when the upload is refused', async () => {
    const count = async () => (await house.db.read.selectFrom('clips').select('id').execute()).length
    const before = await count()
    const tooLarge = { ...someInput, file: { ...someInput.file, size: 2e9 } }
    await expect(house.clips.create(author, tooLarge)).rejects.toMatchObject({ kind: 'too-large' })
    expect(await count()).toBe(before)
  })
})

describe('editing', () => {
  test('changes what was named and nothing else', async () => {
    const clip = await draft()
    await house.clips.edit(author, clip.id, { description: 'On the pass', tags: ['fog'] }, null)
    const edited = await house.clip(clip.id)
    expect(edited).toMatchObject({
      title: 'A clip',
      description: 'On the pass',
      version: 2,
      access_version: 1,
    })
    expect(edited.search_text).toBe('a clip on the pass fog')
    expect(await tagsOf(clip.id)).toEqual(['fog'])
  })

  test('is refused when someone else was first', async () => {
    const clip = await draft()
    await house.clips.edit(owner, clip.id, { title: 'First' }, '1')
    await expect(house.clips.edit(author, clip.id, { title: 'Second' }, '1')).rejects.toMatchObject({
      kind: 'stale',
    })
    expect(await house.clip(clip.id)).toMatchObject({ title: 'First', version: 2 })
  })

  test('of two edits of one version at once, one wins', async () => {
    const clip = await draft()
    const edits = ['One', 'Two'].map((title) => house.clips.edit(author, clip.id, { title }, '1'))
    const ends = await Promise.allSettled(edits)
    expect(ends.map((end) => end.status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })

  test('another visibility ends the paths given out before; the same one does not', async () => {
    const clip = await draft()
    await house.clips.edit(author, clip.id, { visibility: 'members' }, null)
    expect(await house.clip(clip.id)).toMatchObject({ access_version: 1 })
    await house.clips.edit(author, clip.id, { visibility: 'private' }, null)
    expect(await house.clip(clip.id)).toMatchObject({ access_version: 2 })
  })

  test('without a date it happened when it was filed', async () => {
    const clip = await draft()
    await house.clips.edit(author, clip.id, { recordedAt: '2026-01-02T03:04:05+01:00' }, null)
    expect(await house.clip(clip.id)).toMatchObject({ happened_at: '2026-01-02T02:04:05.000Z' })
    await house.clips.edit(author, clip.id, { recordedAt: null }, null)
    expect(await house.clip(clip.id)).toMatchObject({ recorded_at: null, happened_at: clip.created_at })
  })

  test('is for the author and admins', async () => {
    const clip = await draft()
    await expect(house.clips.edit(other, clip.id, { title: 'Mine' }, null)).rejects.toMatchObject({
      kind: 'forbidden',
    })
    await expect(house.clips.edit(guest, clip.id, { title: 'Mine' }, null)).rejects.toMatchObject({
      kind: 'missing',
    })
    const elsewhere = { ...owner, space: { id: 'elsewhere', slug: 'e', name: 'E' } }
    await expect(house.clips.edit(elsewhere, clip.id, { title: 'Mine' }, null)).rejects.toMatchObject({
      kind: 'missing',
    })
  })
})

describe('deleting', () => {
  test('a draft is gone with its upload', async () => {
    const clip = await draft()
    await house.clips.remove(author, clip.id, false)
    expect(await house.clip(clip.id)).toBeUndefined()
    expect(await house.uploads.offset(clip.id)).toBeNull()
  })

  test('anything else goes into the trash, cannot be edited there and comes back as it was', async () => {
    const { id } = await house.bring(author)
    await house.clips.remove(author, id, false)
    const first = await house.clip(id)
    await house.clips.remove(owner, id, false)
    expect(await house.clip(id)).toMatchObject({ deleted_at: first.deleted_at, purge_at: first.purge_at })
    await expect(house.clips.edit(author, id, { title: 'No' }, null)).rejects.toMatchObject({
      code: 'deleted',
    })
    await expect(house.clips.restore(other, id)).rejects.toMatchObject({ kind: 'missing' })
    await house.clips.restore(author, id)
    expect(await house.clip(id)).toMatchObject({ deleted_at: null, purge_at: null, title: 'A clip' })
  })

  test('a clip whose time is over cannot be brought back', async () => {
    const { id } = await house.bring(author)
    await house.clips.remove(author, id, true)
    await expect(house.clips.restore(author, id)).rejects.toMatchObject({ code: 'purged' })
  })
})

describe('comments', () => {
  test('are counted, found, and deleted by whoever may', async () => {
    const { id } = await house.bring(author)
    const first = await house.comments.create(other, id, { body: ' Nice ', at: 2.5 })
    await house.comments.create(author, id, { body: 'Thanks' })
    expect(first).toMatchObject({ body: 'Nice', at: 2.5, author_id: 'other' })
    expect(await house.clip(id)).toMatchObject({ comment_count: 2 })
    await expect(house.comments.remove(author, id, first.id)).rejects.toMatchObject({ kind: 'forbidden' })
    await house.comments.remove(owner, id, first.id)
    await expect(house.comments.remove(owner, id, first.id)).rejects.toMatchObject({ kind: 'missing' })
    expect(await house.clip(id)).toMatchObject({ comment_count: 1 })
  })

  test('are listed oldest first, from where the last page ended', async () => {
    const { id } = await house.bring(author)
    const said = []
    for (const body of ['One', 'Two', 'Three'])
      said.push((await house.comments.create(author, id, { body })).id)
    const oldestFirst = said.toSorted()
    const ids = async (limit: number, after: string | null) =>
      (await listComments(house.db.read, id, limit, after)).map((comment) => comment.id)
    expect(await ids(2, null)).toEqual(oldestFirst.slice(0, 2))
    expect(await ids(2, oldestFirst[1]!)).toEqual(oldestFirst.slice(2))
  })

  test('of a clip that is not for these eyes do not exist', async () => {
    const { id } = await house.bring(author, { visibility: 'private' })
    await expect(house.comments.create(other, id, { body: 'Hi' })).rejects.toMatchObject({ kind: 'missing' })
    await expect(house.comments.create(guest, id, { body: 'Hi' })).rejects.toMatchObject({ kind: 'missing' })
  })
})
