import { afterEach, beforeEach, expect, test } from 'vitest'
import type { NoteShare, SharedNote } from '../contract/note.ts'
import { openTestFiles } from './note-files.fixture.ts'
import { author, elsewhere, other, owner } from './notes.fixture.ts'

let files: Awaited<ReturnType<typeof openTestFiles>>
beforeEach(async () => {
  files = await openTestFiles()
})
afterEach(() => files.close())

const share = async (noteId: string, body = {}, who = author) => {
  const made = await files.call<NoteShare>('note-share.create', who, {
    params: { id: noteId },
    body,
  } as never)
  return { ...made, token: made.url!.split('#')[1]! }
}
const open = (token: string, password?: string) =>
  files.call<SharedNote>('note-share.open', author, {
    body: { token, ...(password !== undefined && { password }) },
  } as never)
const dead = { kind: 'missing', code: 'link-dead' }

test('a link opens its note for anybody, files too; its token is kept nowhere', async () => {
  const note = await files.write(author, { title: 'Plan', body: 'Words', visibility: 'private' })
  await files.attach(author, note.id, 'a.txt', Buffer.from('text'))
  await files.attachments.create(author, note.id, { name: 'not here yet', size: 1, type: '' })
  const { token, url, ...made } = await share(note.id)
  expect(url).toBe(`https://house.example/shared/notes#${token}`)
  expect(made).toMatchObject({ expiresAt: null, hasPassword: false, author: { id: 'author' } })
  const shared = await open(token)
  expect(shared).toMatchObject({ title: 'Plan', body: 'Words', author: 'author', space: 'Space' })
  expect(shared.attachments).toHaveLength(1)
  expect(await files.fetch(shared.attachments[0]!.download!)).toMatchObject({ bytes: Buffer.from('text') })
  const rows = await files.db.read.selectFrom('note_shares').selectAll().execute()
  expect(JSON.stringify(rows)).not.toContain(token)
  const list = await files.call('note-share.list', author, { params: { id: note.id } } as never)
  expect(JSON.stringify(list)).not.toContain(token)
})

test('a password is asked for and checked', async () => {
  const note = await files.write(author)
  const { token, hasPassword } = await share(note.id, { password: 'pâss' })
  expect(hasPassword).toBe(true)
  await expect(open(token)).rejects.toMatchObject({ kind: 'forbidden', code: 'password-needed' })
  await expect(open(token, '')).rejects.toMatchObject({ code: 'password-needed' })
  await expect(open(token, 'pass')).rejects.toMatchObject({ kind: 'forbidden', code: 'password-wrong' })
  expect(await open(token, 'pâss'.normalize('NFD'))).toMatchObject({ title: 'A note' })
})

test('a link runs out', async () => {
  const note = await files.write(author)
  await expect(share(note.id, { expiresAt: files.clock.iso() })).rejects.toMatchObject({ kind: 'invalid' })
  const { token } = await share(note.id, { expiresAt: files.clock.iso(60) })
  await open(token)
  files.clock.pass(60)
  await expect(open(token)).rejects.toMatchObject(dead)
  expect(await files.shares.list(author, note.id)).toEqual([])
})

test('a link that is ended opens nothing, and neither do paths it gave out', async () => {
  const note = await files.write(author)
  await files.attach(author, note.id, 'a.txt', Buffer.from('text'))
  const [first, second] = [await share(note.id), await share(note.id)]
  const path = (await open(first.token)).attachments[0]!.download!
  await files.fetch(path)
  await files.call('note-share.delete', author, { params: { id: note.id, share: first.id } } as never)
  await expect(open(first.token)).rejects.toMatchObject(dead)
  expect(await files.fetch(path)).toBeNull()
  expect((await files.shares.list(author, note.id)).map(({ id }) => id)).toEqual([second.id])
  await open(second.token)
})

test('links end with the note, and with whoever made them', async () => {
  const note = await files.write(author)
  const made = [await share(note.id), await share(note.id, {}, owner)]
  files.nowIs(author, null)
  await expect(open(made[0]!.token)).rejects.toMatchObject(dead)
  await open(made[1]!.token)
  // An admin no more: the note is not theirs to share.
  files.nowIs(owner, 'member')
  await expect(open(made[1]!.token)).rejects.toMatchObject(dead)
  files.nowIs(owner, 'owner')
  await files.trash.remove(owner, [note.id])
  await expect(open(made[1]!.token)).rejects.toMatchObject(dead)
})

test('only who may share a note makes, sees and ends its links', async () => {
  const note = await files.write(author)
  const hidden = await files.write(author, { visibility: 'private' })
  const made = await share(note.id)
  await expect(share(note.id, {}, other)).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(files.shares.list(other, note.id)).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(files.shares.remove(other, note.id, made.id)).rejects.toMatchObject({ kind: 'forbidden' })
  for (const [who, id] of [
    [other, hidden.id],
    [elsewhere, note.id],
  ] as const)
    await expect(share(id, {}, who)).rejects.toMatchObject({ kind: 'missing' })
  await expect(files.shares.remove(author, hidden.id, made.id)).rejects.toMatchObject({ kind: 'missing' })
})

test.each(['', 'x'.repeat(43), '%'.repeat(43), '../../etc/passwd-etc-passwd'])(
  '%j opens nothing',
  async (token) => {
    await expect(open(token)).rejects.toMatchObject(dead)
  },
)

test('a note has a hundred links at most', async () => {
  const note = await files.write(author)
  for (let at = 0; at < 100; at++) await share(note.id)
  await expect(share(note.id)).rejects.toMatchObject({ code: 'too-many-shares' })
})
