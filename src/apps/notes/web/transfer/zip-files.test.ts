import { expect, test } from 'vitest'
import { fromBuffer } from 'yauzl'
import { zipOf } from './zip-files.ts'

/** What a zip holds, read by the program that takes imports apart. */
async function unzip(zip: Blob): Promise<Record<string, string>> {
  const bytes = Buffer.from(await zip.arrayBuffer())
  const found: Record<string, string> = {}
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (error, opened) => {
      if (error) return reject(error)
      opened.on('end', () => resolve(found))
      opened.on('error', reject)
      opened.on('entry', (entry) =>
        opened.openReadStream(entry, (broken, stream) => {
          if (broken) return reject(broken)
          const parts: Buffer[] = []
          stream.on('data', (part: Buffer) => parts.push(part))
          stream.on('end', () => {
            found[entry.fileName] = Buffer.concat(parts).toString()
            opened.readEntry()
          })
        }),
      )
      opened.readEntry()
    })
  })
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
