import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../../../../test/until.ts'
import type { Attachment } from '../contract/note.ts'
import { purgeAttachments } from './attachment-jobs.ts'
import { attachmentById } from './attachment-store.ts'
import { openTestFiles } from './note-files.fixture.ts'
import { author, elsewhere, other } from './notes.fixture.ts'

let files: Awaited<ReturnType<typeof openTestFiles>>
beforeEach(async () => {
  files = await openTestFiles()
})
afterEach(() => files.close())

const view = (noteId: string, id: string, who = author) => files.attachments.find(who, noteId, id)
const picture = (format: 'png' | 'jpeg' | 'webp' | 'gif' | 'avif' = 'png') =>
  sharp({ create: { width: 2000, height: 10, channels: 3, background: '#246' } })
    .withExif({ IFD0: { Copyright: 'place and camera' } })
    .toFormat(format)
    .toBuffer()
async function looked(noteId: string, id: string): Promise<Attachment> {
  return until(async () => {
    const now = await view(noteId, id)
    return now.state === 'ready' ? now : null
  })
}

test('an announced file is its sender’s to send, and ready when the last byte is in', async () => {
  const note = await files.write(author)
  const draft = await files.attachments.create(other, note.id, {
    name: '../Plan?.pdf',
    size: 4,
    type: 'text/html',
  })
  expect(await view(note.id, draft.id, other)).toMatchObject({
    name: 'Plan .pdf',
    state: 'uploading',
    download: null,
    upload: { offset: 0 },
  })
  expect(await view(note.id, draft.id)).not.toHaveProperty('upload')
  await files.send(draft.upload_url!, Buffer.from('%PDF'))
  const ready = await view(note.id, draft.id)
  expect(ready).toMatchObject({ state: 'ready', size: 4, image: false, view: null })
  expect(await files.fetch(ready.download!)).toMatchObject({
    contentType: 'application/octet-stream',
    downloadName: 'Plan .pdf',
    bytes: Buffer.from('%PDF'),
  })
  expect((await files.attachments.of(author, note)).map(({ id }) => id)).toEqual([draft.id])
  expect(await files.orphans()).toEqual([])
})

test.each(['png', 'jpeg', 'webp', 'gif', 'avif'] as const)(
  'a %s is shown as a smaller WebP',
  async (format) => {
    await files.work()
    const note = await files.write(author)
    const bytes = await picture(format)
    const { id } = await files.attach(author, note.id, 'x', bytes, 'image/svg+xml')
    const ready = await looked(note.id, id)
    expect(ready).toMatchObject({ image: true, type: `image/${format}` })
    const shown = await files.fetch(ready.view!)
    expect(shown).toMatchObject({ contentType: 'image/webp' })
    const found = await sharp(shown!.bytes).metadata()
    expect(found).toMatchObject({ format: 'webp', width: 1600 })
    expect(found).not.toHaveProperty('exif')
    expect((await files.fetch(ready.download!))?.bytes).toEqual(bytes)
    expect(await files.orphans()).toEqual([])
  },
)

test('what moves is shown as it came', async () => {
  await files.work()
  const note = await files.write(author)
  const frames = Buffer.concat([Buffer.alloc(300, 200), Buffer.alloc(300, 20)])
  const bytes = await sharp(frames, { raw: { width: 10, height: 20, channels: 3, pageHeight: 10 } as never })
    .gif({ delay: [100, 100] })
    .toBuffer()
  const { id } = await files.attach(author, note.id, 'moves.gif', bytes)
  const shown = await files.fetch((await looked(note.id, id)).view!)
  expect(shown).toMatchObject({ contentType: 'image/gif', bytes })
})

/** A PNG of a few bytes that says it has a billion pixels. */
function bomb(): Buffer {
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const header = Buffer.from([0, 0, 0x80, 0, 0, 0, 0x80, 0, 8, 2, 0, 0, 0])
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(100_000))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
test.each<[string, () => Promise<Buffer> | Buffer]>([
  ['a page', () => Buffer.from('<!doctype html><script>alert(1)</script>')],
  [
    'a drawing that runs scripts',
    () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
  ],
  ['half a picture', async () => (await picture('jpeg')).subarray(0, 300)],
  ['a mark and nothing behind it', () => Buffer.from('\x89PNG\r\n\x1a\n<script>', 'latin1')],
  ['a picture of far too many pixels', bomb],
])('%s is a file like any other', async (_, make) => {
  await files.work()
  const note = await files.write(author)
  const { id } = await files.attach(author, note.id, 'photo.png', await make(), 'image/png')
  const ready = await looked(note.id, id)
  expect(ready).toMatchObject({ image: false, view: null })
  expect(await files.fetch(ready.download!.replace(/download$/, 'view'))).toBeNull()
  expect(await files.fetch(ready.download!)).toMatchObject({ contentType: 'application/octet-stream' })
  expect(await files.orphans()).toEqual([])
})

test('paths end when the note goes to the trash or becomes private, and lead to nothing else', async () => {
  const note = await files.write(author)
  const { id } = await files.attach(author, note.id, 'a.txt', Buffer.from('text'))
  const path = (await view(note.id, id)).download!
  expect(await files.fetch(path)).not.toBeNull()
  for (const wrong of ['', '/x', '/../download', `/${note.id}/download`])
    expect(await files.fetch(path.replace(`/${id}/download`, wrong))).toBeNull()
  expect(await files.fetch(path.replace('download', 'original'))).toBeNull()

  await files.notes.edit(author, note.id, { visibility: 'private' }, '1')
  expect(await files.fetch(path)).toBeNull()
  const fresh = (await view(note.id, id)).download!
  expect(await files.fetch(fresh)).not.toBeNull()
  await files.trash.remove(author, [note.id])
  expect(await files.fetch(fresh)).toBeNull()
  expect((await view(note.id, id)).download).toBeNull()
})

test('who may edit the note may hang on it and take off; nobody else knows of it', async () => {
  const note = await files.write(author, { visibility: 'private' })
  const { id } = await files.attach(author, note.id, 'a.txt', Buffer.from('text'))
  for (const who of [other, elsewhere]) {
    await expect(view(note.id, id, who)).rejects.toMatchObject({ kind: 'missing' })
    await expect(files.attachments.remove(who, note.id, id)).rejects.toMatchObject({ kind: 'missing' })
    await expect(
      files.attachments.create(who, note.id, { name: 'b', size: 1, type: '' }),
    ).rejects.toMatchObject({ kind: 'missing' })
  }
  const mine = await files.write(other)
  await expect(view(mine.id, id, other)).rejects.toMatchObject({ kind: 'missing' })
})

test('a removed one is gone at once, its bytes in 30 days', async () => {
  const note = await files.write(author)
  const { id } = await files.attach(author, note.id, 'a.txt', Buffer.from('text'))
  const path = (await view(note.id, id)).download!
  await files.attachments.remove(author, note.id, id)
  expect(await files.fetch(path)).toBeNull()
  expect(await files.attachments.of(author, note)).toEqual([])
  expect(await files.keys()).toHaveLength(1)
  expect(await files.orphans()).toEqual([])
  files.clock.pass(30 * 24 * 3600)
  await files.db.transact((tx) => files.queue.add(tx, purgeAttachments, {}))
  await files.work()
  await until(async () => (await attachmentById(files.db.read, id)) === undefined)
  expect(await files.keys()).toEqual([])
})

test('an abandoned upload leaves no row and no byte', async () => {
  const note = await files.write(author)
  const { id } = await files.attachments.create(author, note.id, { name: 'a', size: 10, type: '' })
  await files.attachments.remove(author, note.id, id)
  expect(await attachmentById(files.db.read, id)).toBeUndefined()
  expect(await files.uploads.offset(id)).toBeNull()
})

test('with a note that goes for good go all its bytes', async () => {
  const note = await files.write(author)
  const removed = await files.attach(author, note.id, 'a.txt', Buffer.from('text'))
  await files.attachments.remove(author, note.id, removed.id)
  const kept = await files.attach(author, note.id, 'b.png', await picture(), 'image/png')
  const open = await files.attachments.create(author, note.id, { name: 'c', size: 10, type: '' })
  const { token } = await files.shares.create(author, note.id, {})
  await files.trash.removeForever(author, note.id)
  await files.work()
  await until(async () => (await files.keys()).length === 0)
  await until(async () => (await attachmentById(files.db.read, kept.id)) === undefined)
  expect(await attachmentById(files.db.read, open.id)).toBeUndefined()
  await expect(files.shares.open(token, undefined)).rejects.toMatchObject({ kind: 'missing' })
})

test('a space is full when its files fill it', async () => {
  await files.close()
  files = await openTestFiles({ spaceQuota: 100 })
  const note = await files.write(author)
  await files.attach(author, note.id, 'a.txt', Buffer.alloc(60))
  await expect(
    files.attachments.create(author, note.id, { name: 'b', size: 60, type: '' }),
  ).rejects.toMatchObject({ code: 'space-full' })
  expect(await files.attachments.of(author, note)).toHaveLength(1)
})

test('search is told what hangs on a note', async () => {
  await files.work()
  const [a, b] = [await files.write(author), await files.write(author)]
  const { id } = await files.attach(author, a.id, 'a.png', await picture())
  await looked(a.id, id)
  await files.attach(author, a.id, 'a.txt', Buffer.from('text'))
  expect(await files.parts.features([a.id, b.id])).toEqual(
    new Map([[a.id, expect.arrayContaining(['image', 'file'])]]),
  )
})
