import { buffer } from 'node:stream/consumers'
import sharp from 'sharp'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { until } from '../../../../test/until.ts'
import type { NoteExport, NoteImport } from '../contract/note.ts'
import { allAttachmentsOf } from './attachment-store.ts'
import { openTestFiles } from './note-files.fixture.ts'
import { author, elsewhere, other, owner } from './notes.fixture.ts'
import { purgeTransfers } from './transfer-jobs.ts'
import { endOfDirectory } from './zip-records.ts'

let files: Awaited<ReturnType<typeof openTestFiles>>
beforeEach(async () => {
  files = await openTestFiles()
  await files.work()
})
afterEach(() => files.close())

type Entry = [path: string, content: string | Buffer, more?: object]
async function zip(...entries: Entry[]): Promise<Buffer> {
  const made = new ZipFile()
  const mtime = new Date('2025-03-04T05:06:08Z')
  for (const [path, content, more] of entries)
    made.addBuffer(Buffer.from(content as string), path, { mtime, ...more })
  made.end()
  return buffer(made.outputStream)
}
/** An honest zip whose bytes are changed in every place where `from` stands. */
function forged(bytes: Buffer, from: string, to: string): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1')
}
async function bytesOf(made: NoteExport): Promise<Buffer> {
  const got = await files.fetch(made.download!)
  return got!.bytes
}
const messages = ({ problems }: NoteImport) => problems.map(({ path, message }) => `${path}: ${message}`)
const plain = async (who = author) =>
  (await files.allNotes(who)).map(({ title, body, tags, created_at: at }) => ({
    title,
    body,
    tags: JSON.parse(tags) as string[],
    at,
  }))

test('what is exported as a zip and imported elsewhere is the same', async () => {
  const first = await files.write(author, {
    title: 'Übersicht: "alles" / nichts?',
    body: '\n---\nWords `note:x`\r\n\n',
    tags: ['a', 'b c'],
    pinned: true,
  })
  const picture = await sharp({ create: { width: 5, height: 5, channels: 3, background: '#123' } })
    .png()
    .toBuffer()
  const shown = await files.attach(author, first.id, 'Bild (1) ü.png', picture)
  await files.attach(author, first.id, 'beside it.txt', Buffer.from('text'))
  files.clock.pass(60)
  const untitled = await files.write(author, {
    title: '',
    body: '# A heading\n\n[[A note]] [gone](note:0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b)',
    visibility: 'private',
  })
  files.clock.pass(60)
  const linking = await files.write(author, {
    title: 'Links',
    body: `[a](note:${first.id}) ![b](attachment:${shown.id}) [c](note:${untitled.id} "t")\n[d]: note:${first.id}`,
  })
  const patch = { body: `See ![](attachment:${shown.id}) and [l](note:${linking.id})` }
  await files.notes.edit(author, first.id, patch, '1')
  await files.notes.edit(author, untitled.id, { archived: true }, '1')

  const bytes = await bytesOf(await files.export(author))
  const done = await files.import(elsewhere, 'export.zip', bytes)
  expect(done).toMatchObject({ state: 'done', created: 3, skipped: 0, problems: [], percent: 100 })
  const [before, after] = [await files.allNotes(author), await files.allNotes(elsewhere)]
  const idOf = new Map(before.map(({ id }, at) => [id, after[at]!.id]))
  for (const [at, note] of before.entries()) {
    const [own, theirs] = [await allAttachmentsOf(files.db.read, note.id), after[at]!]
    const copies = await allAttachmentsOf(files.db.read, theirs.id)
    expect(copies.map(({ name, size }) => ({ name, size }))).toEqual(
      expect.arrayContaining(own.map(({ name, size }) => ({ name, size }))),
    )
    expect(copies).toHaveLength(own.length)
    const body = note.body
      .replace(/note:([0-9a-f-]{36})/g, (_, id: string) => `note:${idOf.get(id) ?? id}`)
      .replace(
        /attachment:([0-9a-f-]{36})/g,
        (whole, id: string) =>
          `attachment:${copies.find(({ name }) => name === own.find((one) => one.id === id)?.name)?.id ?? whole.slice(11)}`,
      )
    expect(theirs).toMatchObject({
      title: note.title,
      body,
      tags: note.tags,
      pinned: note.pinned,
      visibility: note.visibility,
      created_at: note.created_at,
      updated_at: note.updated_at,
      author_id: 'owner',
    })
    expect(theirs.archived_at === null).toBe(note.archived_at === null)
  }

  const again = await files.import(elsewhere, 'export.zip', bytes)
  expect(again).toMatchObject({ state: 'done', created: 0, skipped: 3 })
  expect(await files.import(author, 'home.zip', bytes)).toMatchObject({ created: 0, skipped: 3 })
  expect(await files.allNotes(elsewhere)).toHaveLength(3)
  await until(async () => (await files.orphans()).length === 0)
})

test('JSON goes out and comes back, links included', async () => {
  const first = await files.write(author, { title: 'One', body: 'x', tags: ['t'] })
  await files.write(author, { title: 'Two', body: `[a](note:${first.id})` })
  const bytes = await bytesOf(await files.export(author, { format: 'json' }))
  expect(JSON.parse(bytes.toString())).toHaveLength(2)
  expect(await files.import(elsewhere, 'notes.json', bytes)).toMatchObject({ created: 2, problems: [] })
  const [one, two] = await files.allNotes(elsewhere)
  expect(two!.body === `[a](note:${one!.id})` || one!.body === `[a](note:${two!.id})`).toBe(true)
  expect(await files.import(elsewhere, 'notes.json', bytes)).toMatchObject({ created: 0, skipped: 2 })
})

test('an export holds what its maker may see when it is made, and what they asked for', async () => {
  await files.write(author, { title: 'shared', tags: ['x'] })
  await files.write(author, { title: 'secret', visibility: 'private' })
  await files.write(elsewhere, { title: 'another space' })
  const trashed = await files.write(author, { title: 'trashed' })
  await files.trash.remove(author, [trashed.id])
  const archived = await files.write(author, { title: 'archived' })
  await files.notes.edit(author, archived.id, { archived: true }, '1')
  const titles = async (who = other, ask = {}) => {
    const bytes = await bytesOf(await files.export(who, { format: 'json', ...ask }))
    return (JSON.parse(bytes.toString()) as { title: string }[]).map(({ title }) => title).toSorted()
  }
  expect(await titles()).toEqual(['archived', 'shared'])
  expect(await titles(author)).toEqual(['archived', 'secret', 'shared'])
  expect(await titles(owner)).toEqual(['archived', 'secret', 'shared'])
  expect(await titles(other, { withArchived: false })).toEqual(['shared'])
  expect(await titles(other, { archived: true })).toEqual(['archived'])
  expect(await titles(other, { tag: 'X' })).toEqual(['shared'])
  expect(await titles(other, { tag: 'none' })).toEqual([])
  expect(await titles(other, { q: 'share' })).toEqual(['shared'])
  expect(await titles(other, { q: 'secret' })).toEqual([])
})

test('an export is its maker’s alone, for seven days and while they see as much', async () => {
  await files.write(author)
  const made = await files.export(owner)
  const params = { params: { id: made.id } } as never
  for (const who of [author, elsewhere])
    for (const id of ['note-export.read', 'note-export.delete'])
      await expect(files.call(id, who, params)).rejects.toMatchObject({ kind: 'missing' })
  expect(await files.call('note-export.list', author)).toEqual({ items: [], nextCursor: null })
  const open = async () => {
    await files.cache.drop(`notes.export-door.${made.id}`)
    return files.fetch(made.download!)
  }
  expect(await open()).toMatchObject({ downloadName: 'notes-2026-06-01.zip' })
  files.nowIs(owner, 'member')
  expect(await open()).toBeNull()
  files.nowIs(owner, null)
  expect(await open()).toBeNull()
  files.nowIs(owner, 'owner')
  files.clock.pass(7 * 24 * 3600)
  expect(await open()).toBeNull()
  expect(await files.call<NoteExport>('note-export.read', owner, params)).toMatchObject({ download: null })
})

test('the file of an export goes when it has run out', async () => {
  await files.write(author)
  await files.export(author)
  files.clock.pass(7 * 24 * 3600)
  await files.db.transact((tx) => files.queue.add(tx, purgeTransfers, {}))
  await until(async () => (await files.keys()).length === 0)
  const list = await files.call<{ items: NoteExport[] }>('note-export.list', author)
  expect(list.items).toMatchObject([{ state: 'done', download: null, stage: 'The file has run out' }])
})

test('a removed export leaves nothing', async () => {
  await files.write(author)
  const made = await files.export(author)
  await files.call('note-export.delete', author, { params: { id: made.id } } as never)
  await until(async () => (await files.keys()).length === 0)
  expect(await files.call('note-export.list', author)).toEqual({ items: [], nextCursor: null })
})

test('who has left gets no export', async () => {
  await files.write(author)
  files.nowIs(author, null)
  expect(await files.export(author)).toMatchObject({ state: 'failed', download: null, size: null })
})

test('a folder of Markdown: folders are tags, headings titles, relative pictures attachments', async () => {
  const done = await files.import(
    author,
    'vault.zip',
    await zip(
      [
        'vault/Trips/Norway 2024/plan.md',
        '# The plan #\n\n![map](../../img/my%20map.png) [x](../b.md#top) [[b]]',
      ],
      [
        'vault/Trips/b.md',
        '---\ntags: one, "#two"\ndate: 2024-05-01\n---\nBody ![[MY MAP.png|big]] [w](https://x.y/a.md)',
      ],
      ['vault/img/my map.png', 'no picture'],
      ['vault/.obsidian/x.md', 'hidden'],
      ['__MACOSX/vault/._b.md', 'hidden'],
      ['vault/left.pdf', 'x'],
    ),
  )
  expect(done).toMatchObject({ state: 'done', created: 2 })
  expect(messages(done)).toEqual(['vault/left.pdf: No note links to it, so it was left out.'])
  const notes = await files.allNotes(author)
  const [b, plan] = ['b', 'The plan'].map((title) => notes.find((note) => note.title === title)!)
  expect(b).toMatchObject({ tags: '["one","two","Trips"]', created_at: '2024-05-01T00:00:00.000Z' })
  expect(plan).toMatchObject({ tags: '["Trips","Norway 2024"]', created_at: '2025-03-04T05:06:08.000Z' })
  const [first, second] = await Promise.all(
    [b!, plan!].map((note) => allAttachmentsOf(files.db.read, note.id)),
  )
  expect(b!.body).toBe(`Body ![big](attachment:${first![0]!.id}) [w](https://x.y/a.md)`)
  expect(plan!.body).toBe(`![map](attachment:${second![0]!.id}) [x](note:${b!.id}) [[b]]`)
})

test('a single Markdown file and a list of anybody’s', async () => {
  const text = Buffer.from('---\ntitle: One\n---\nBody')
  expect(await files.import(author, 'one.md', text)).toMatchObject({ created: 1 })
  expect(await files.import(author, 'one.md', text)).toMatchObject({ created: 0, skipped: 1 })
  const list = [
    { title: 'A', content: 'a', tags: 'x, y', created_at: '2020-01-02 03:04' },
    { title: 'A', content: 'a', tags: 'x, y', created_at: '2020-01-02 03:04' },
    { title: 'B', body: 'b', createdAt: 1_600_000_000 },
    { content: 'no title' },
    {},
    'text',
    { title: 'long', content: 'x'.repeat(1_000_001) },
    { title: 'half \ud800 \u0000', content: '\u0000' },
  ]
  const done = await files.import(author, 'list.json', Buffer.from(JSON.stringify(list)))
  expect(done).toMatchObject({ state: 'done', created: 4, skipped: 1 })
  expect(messages(done)).toEqual([
    'Note 5: It has neither a title nor a content.',
    'Note 6: It is not an object with a title and a content.',
    'Note 7: It has 1,000,001 characters; a note holds 1,000,000.',
  ])
  expect(await plain()).toEqual(
    expect.arrayContaining([
      { title: 'A', body: 'a', tags: ['x', 'y'], at: '2020-01-02T03:04:00.000Z' },
      { title: 'B', body: 'b', tags: [], at: '2020-09-13T12:26:40.000Z' },
    ]),
  )
})

test.each<[string, string, () => Promise<Buffer> | Buffer, string]>([
  ['no zip', 'a.zip', () => Buffer.from('PK and then nothing'), 'cut off or broken'],
  [
    'half a zip',
    'a.zip',
    async () => (await zip(['a.md', 'x'.repeat(500)])).subarray(0, 60),
    'cut off or broken',
  ],
  [
    'a zip of more files than are read',
    'a.zip',
    () => endOfDirectory({ count: 300_000, offset: 0, size: 0 }),
    'more than 200,000 files',
  ],
  ['JSON that is no list', 'a.json', () => Buffer.from('{"notes": []}'), 'is not a list of notes'],
  ['half a list', 'a.json', () => Buffer.from('[{"title": "a"'), 'cut off or broken'],
  ['something else', 'a.bin', () => Buffer.from([1, 2, 3]), 'neither a zip'],
])('%s is refused in words', async (_, name, make, words) => {
  const done = await files.import(author, name, await make())
  expect(done).toMatchObject({ state: 'failed', created: 0 })
  expect(done.failure?.message).toContain(words)
  await until(async () => (await files.keys()).length === 0)
})

test('a broken list is imported up to the break', async () => {
  const done = await files.import(author, 'a.json', Buffer.from('[{"title": "a"}, {"title": "b"}, {"ti'))
  expect(done).toMatchObject({ state: 'failed', created: 2 })
})

test('hostile names and entries are told one by one; the rest is imported', async () => {
  const honest = await zip(
    ['good.md', 'Good'],
    ['xx/xx/etc/passwd.md', 'traversal'],
    ['ABCDEFG/h.md', 'absolute'],
    ['N0L.md', 'nul'],
    ['windows_folder_b.md', 'backslash'],
    ['inner.zip', await zip(['a.md', 'nested'])],
    ['link.md', '/etc/passwd', { mode: 0o120777 }],
    ['same.md', 'first'],
    ['sama.md', 'second'],
    ['latin.md', Buffer.from('Gr\xfc\xdfe', 'latin1')],
    ['wide.md', Buffer.from('\ufeffwide text', 'utf16le')],
    ['binary.md', Buffer.from([0x50, 0, 0, 0, 1, 2, 3, 0])],
    ['long.md', 'x'.repeat(1_000_001)],
    ['huge.md', 'x'.repeat(10_000_000)],
    ['tags.md', `---\ntags: [${Array.from({ length: 10_000 }, (_, at) => `t${at}`).join(',')}]\n---\nx`],
    ['yaml.md', '---\n"a": &a [*a, *a]\n!!js/function x: y\n---\nx'],
    ['![](..).md', '![](../../../etc/passwd) ![](file:///etc/passwd) ![](/etc/passwd) ![](good.md)'],
  )
  let bytes = forged(honest, 'xx/xx/etc/passwd.md', '../../etc/passwd.md')
  bytes = forged(bytes, 'ABCDEFG/h.md', '/BCDEFG/h.md')
  bytes = forged(bytes, 'N0L.md', 'N\0L.md')
  bytes = forged(bytes, 'windows_folder_b.md', 'windows\\folder\\b.md')
  bytes = forged(bytes, 'sama.md', 'same.md')
  const done = await files.import(author, 'hostile.zip', bytes)
  expect(done.state).toBe('done')
  expect(messages(done)).toEqual([
    '../../etc/passwd.md: Its name is too long or leads outside of the zip.',
    '/BCDEFG/h.md: Its name is too long or leads outside of the zip.',
    'N\ufffdL.md: Its name is too long or leads outside of the zip.',
    'link.md: It is a link to another file, not a file.',
    'same.md: The zip has two files of this name; the first one counts.',
    'latin.md: It is not in UTF-8 and was read as Windows-1252. Look whether its letters are right.',
    'binary.md: This is not readable as text. Save it as UTF-8 and import it again.',
    'long.md: It has 1,000,001 characters; a note holds 1,000,000.',
    'huge.md: It is larger than 4 MB, which is the limit here.',
    'tags.md: It has more than 100 tags; the first 100 were kept.',
    'inner.zip: It is an archive inside the zip, which is not opened. Unpack it and import it by itself.',
  ])
  const notes = await plain()
  const bodies = notes.map(({ body }) => body)
  expect(bodies).toEqual(expect.arrayContaining(['Good', 'first', 'Grüße', 'wide text', 'backslash']))
  expect(bodies).not.toEqual(expect.arrayContaining(['second']))
  expect(bodies.find((body) => body.includes('etc/passwd'))).toMatch(
    /^!\[\]\(\.\.\/\.\.\/\.\.\/etc\/passwd\) !\[\]\(file:\/\/\/etc\/passwd\) !\[\]\(\/etc\/passwd\) !\[\]\(note:/,
  )
  expect(notes.find(({ body }) => body === 'backslash')?.tags).toEqual(['windows', 'folder'])
  expect(done.created).toBe(notes.length)
})

test('locked and damaged files are told, too', async () => {
  const bytes = await zip(
    ['locked.md', 'a'.repeat(100)],
    ['damaged.md', 'honest text', { compress: false }],
    ['c.md', 'ok'],
  )
  const at = bytes.indexOf('locked.md', bytes.indexOf('PK\u0001\u0002')) - 46
  bytes[at + 8]! |= 1
  const done = await files.import(author, 'a.zip', forged(bytes, 'honest text', 'forged text'))
  expect(messages(done)).toEqual([
    'locked.md: It is locked with a password. Pack it again without one.',
    'damaged.md: It is damaged inside the zip.',
  ])
  expect(done.created).toBe(1)
})

test('what was told is bounded', async () => {
  const list = JSON.stringify(Array.from({ length: 250 }, () => 'no note'))
  const done = await files.import(author, 'a.json', Buffer.from(list))
  expect(done.problems).toHaveLength(100)
  expect(done.problems.at(-1)?.message).toBe('151 more files had problems like these.')
})

test('an import fills no more of a space than there is', async () => {
  await files.close()
  files = await openTestFiles({ spaceQuota: 100_000 })
  await files.work()
  const bytes = await zip(['a.md', 'before'], ['b.md', '![](c.bin)'], ['c.bin', Buffer.alloc(99_990)])
  const done = await files.import(author, 'a.zip', bytes)
  expect(done).toMatchObject({ state: 'failed', created: 0 })
  expect(done.failure?.message).toContain('no room')
  await until(async () => (await files.keys()).length === 0)
})

test('what was deleted for good comes back with another import, what is in the trash does not', async () => {
  const bytes = Buffer.from('# One')
  await files.import(author, 'one.md', bytes)
  const [note] = await files.allNotes(author)
  await files.trash.remove(author, [note!.id])
  expect(await files.import(author, 'one.md', bytes)).toMatchObject({ created: 0, skipped: 1 })
  await files.trash.removeForever(author, note!.id)
  expect(await files.import(author, 'one.md', bytes)).toMatchObject({ created: 1, skipped: 0 })
})

test('an import is its sender’s alone', async () => {
  const done = await files.import(author, 'one.md', Buffer.from('text'))
  const params = { params: { id: done.id } } as never
  for (const who of [other, owner, elsewhere])
    for (const id of ['note-import.read', 'note-import.cancel'])
      await expect(files.call(id, who, params)).rejects.toMatchObject({ kind: 'missing' })
  expect(await files.call<{ items: unknown[] }>('note-import.list', owner)).toMatchObject({ items: [] })
  expect(await files.call<{ items: unknown[] }>('note-import.list', author)).toMatchObject({ items: [{}] })
})

test('an announced import that is stopped leaves nothing', async () => {
  const body = { body: { file: { name: 'a.md', size: 5, type: '' } } } as never
  const made = await files.call<NoteImport>('note-import.create', author, body)
  const params = { params: { id: made.id } } as never
  await files.call('note-import.cancel', author, params)
  expect(await files.call('note-import.read', author, params)).toMatchObject({ state: 'cancelled' })
  expect(await files.uploads.offset(made.id)).toBeNull()
})
