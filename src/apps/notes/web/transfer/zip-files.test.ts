import { on } from 'node:events'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { type Entry, fromBuffer, type ZipFile } from 'yauzl'
import { zipOf } from './zip-files.ts'

/** What a zip holds, read by the program that takes imports apart. */
async function unzip(zip: Blob): Promise<Record<string, string>> {
  const bytes = Buffer.from(await zip.arrayBuffer())
  const opened = await promisify<Buffer, object, ZipFile>(fromBuffer)(bytes, { lazyEntries: true })
  const found: Record<string, string> = {}
  opened.readEntry()
  for await (const [entry] of on(opened, 'entry', { close: ['end'] }) as AsyncIterable<[Entry]>) {
    const stream = await promisify<Entry, Readable>(opened.openReadStream.bind(opened))(entry)
    found[entry.fileName] = await text(stream)
    opened.readEntry()
  }
  return found
}

test('a folder becomes a zip that opens, with its paths and alphabets', async () => {
  const zip = await zipOf([
    { path: 'journal/may.md', file: new Blob(['# May\n\nsunny']) },
    { path: 'journal/Übung 日本.md', file: new Blob(['ü'.repeat(70_000)]) },
    { path: 'journal/empty.md', file: new Blob([]) },
  ])
  expect(await unzip(zip)).toEqual({
    'journal/may.md': '# May\n\nsunny',
    'journal/Übung 日本.md': 'ü'.repeat(70_000),
    'journal/empty.md': '',
  })
})

test('what the plain format cannot hold is refused', async () => {
  const file = new Blob(['x'])
  await expect(zipOf(Array.from({ length: 65_536 }, () => ({ path: 'a.md', file })))).rejects.toThrow(
    RangeError,
  )
})
