import { hash, randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import { type ZipEntry, zipBytes } from './export-zip.ts'
import { centralRecord, endOfDirectory } from './zip-records.ts'

const at = '2025-03-04T05:06:07.000Z'
const sum = (bytes: Buffer) => hash('sha256', bytes)

async function zipOf(entries: ZipEntry[]): Promise<Buffer> {
  async function* all() {
    yield* entries
  }
  const pieces: Uint8Array[] = []
  for await (const piece of zipBytes(all())) pieces.push(piece)
  return Buffer.concat(pieces)
}
const entry = (path: string, bytes: Buffer, more: Partial<ZipEntry> = {}): ZipEntry => ({
  path,
  modifiedAt: at,
  size: bytes.length,
  open: () => [bytes],
  ...more,
})
async function read(bytes: Buffer) {
  const zip = await fromBufferPromise(bytes)
  const found: string[][] = []
  for await (const one of zip.eachEntry())
    found.push([
      one.fileName,
      sum(await buffer(await zip.openReadStreamPromise(one))),
      one.getLastModDate().toISOString(),
    ])
  return found
}

test('another program reads what was written', async () => {
  const noise = randomBytes(300_000)
  const text = Buffer.from('words '.repeat(50_000))
  const bytes = await zipOf([
    entry('notes/Übersicht 🎉.md', text),
    entry('a/b.png', noise, { packed: true }),
    entry('empty.txt', Buffer.alloc(0)),
    entry('noise', noise, { open: async () => [noise.subarray(0, 5), noise.subarray(5)] }),
  ])
  expect(bytes.length).toBeLessThan(610_000)
  expect(await read(bytes)).toEqual([
    ['notes/Übersicht 🎉.md', sum(text), at],
    ['a/b.png', sum(noise), at],
    ['empty.txt', sum(Buffer.alloc(0)), at],
    ['noise', sum(noise), at],
  ])
})

test('an empty one is one', async () => {
  expect(await read(await zipOf([]))).toEqual([])
})

test('more entries than the short field counts', () => {
  const end = endOfDirectory({ count: 70_000, offset: 100, size: 50 })
  expect([end.readUInt32LE(0), Number(end.readBigUInt64LE(32))]).toEqual([0x06064b50, 70_000])
  expect(endOfDirectory({ count: 65_534, offset: 100, size: 50 })).toHaveLength(22)
})

test('what is announced as huge is read, too', async () => {
  const text = Buffer.from('less than was said')
  for (const packed of [true, false])
    expect((await read(await zipOf([entry('a', text, { size: 5e9, packed })])))[0]).toEqual([
      'a',
      sum(text),
      at,
    ])
})

test('places and sizes beyond four gigabytes are written in wide fields', () => {
  const far = centralRecord({
    path: 'a',
    modifiedAt: '2025-01-01T00:00:00.000Z',
    size: 5e9,
    packedSize: 4.5e9,
    sum: 1,
    deflated: true,
    wide: true,
    offset: 6e9,
  })
  const wide = far.subarray(far.length - 24)
  expect([0, 8, 16].map((at) => Number(wide.readBigUInt64LE(at)))).toEqual([5e9, 4.5e9, 6e9])
  const end = endOfDirectory({ count: 1, offset: 6e9, size: 50 })
  expect(Number(end.readBigUInt64LE(48))).toBe(6e9)
  expect(end).toHaveLength(56 + 20 + 22)
})

test('a source that fails fails the zip', async () => {
  for (const packed of [true, false]) {
    const failing = entry('a', Buffer.alloc(0), {
      packed,
      open: () => {
        throw new Error('gone')
      },
    })
    await expect(zipOf([failing])).rejects.toThrow('gone')
    async function* breaks(): AsyncGenerator<Buffer> {
      yield Buffer.from('some')
      throw new Error('broke off')
    }
    await expect(
      zipOf([entry('a', Buffer.alloc(0), { packed, open: async () => breaks() })]),
    ).rejects.toThrow('broke off')
  }
})
