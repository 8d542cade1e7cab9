import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RealHouse, startHouse } from '../../../../test/uploads/start-house.ts'
import { until } from '../../../../test/until.ts'
import { type ZipEntry, zipBytes } from '../server/export-zip.ts'
import { importEnded, leftIn, setUp, type Sender } from './sender.ts'

let folder: string
let house: RealHouse
let owner: Sender

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-notes-hostile-'))
  house = await startHouse(join(folder, 'data'), { NODE_OPTIONS: '--max-old-space-size=300' })
  owner = await setUp(house.origin)
})
afterAll(async () => {
  await house?.stop('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

async function zip(entries: Iterable<[path: string, content: string | Buffer]>): Promise<Buffer> {
  async function* all(): AsyncGenerator<ZipEntry> {
    for (const [path, content] of entries) {
      const bytes = Buffer.from(content as string)
      const open = () => [bytes]
      yield { path, modifiedAt: '2026-01-01', size: bytes.length, packed: bytes.length < 1000, open }
    }
  }
  return buffer(Readable.from(zipBytes(all())))
}
const imported = async (name: string, bytes: Buffer) => importEnded(owner, (await owner.send(name, bytes)).id)

test('large bombs are not unpacked, and hurt no other note', async () => {
  const layer = Buffer.alloc(40_000_000, 'x')
  const links = [0, 1, 2].map((at) => `![](${at}.bin)`).join(' ')
  const done = await imported(
    'bomb.zip',
    await zip([
      ['a.md', 'Honest'],
      ['b.md', links],
      ...[0, 1, 2].map((at): [string, Buffer] => [`${at}.bin`, layer]),
    ]),
  )
  expect(done).toMatchObject({ state: 'done', created: 2 })
  expect(done.problems.map(({ message }) => message)).toEqual(
    Array(3).fill('It unpacks to far more than an honest file does and was not read to its end.'),
  )
})

test('many small bombs are one', async () => {
  const layer = Buffer.alloc(3_000_000, 'x')
  const done = await imported(
    'bombs.zip',
    await zip(Array.from({ length: 60 }, (_, at): [string, Buffer] => [`${at}.md`, layer])),
  )
  expect(done.state).toBe('failed')
  expect(done.failure?.message).toContain('far more than its size allows')
})

test('one file that a thousand notes show does not fill the disk', async () => {
  const shown = Buffer.alloc(1_000_000, 'x')
  const notes = Array.from({ length: 1000 }, (_, at): [string, string] => [`${at}.md`, '![](a.bin)'])
  const done = await imported('copies.zip', await zip([['a.bin', shown], ...notes]))
  expect(done.state).toBe('failed')
  expect(done.failure?.message).toContain('far more than its size allows')
  expect(done.created).toBeLessThan(200)
})

test('a zip that lists one file 65,000 times holds it once', async () => {
  const bytes = await zip([['a.md', 'x']])
  const end = bytes.lastIndexOf('PK\u0005\u0006')
  const entry = bytes.subarray(bytes.indexOf('PK\u0001\u0002'), end)
  const many = Buffer.concat([
    bytes.subarray(0, bytes.indexOf('PK\u0001\u0002')),
    ...Array(65_000).fill(entry),
  ])
  const tail = Buffer.from(bytes.subarray(end))
  tail.writeUInt16LE(65_000, 8)
  tail.writeUInt16LE(65_000, 10)
  tail.writeUInt32LE(entry.length * 65_000, 12)
  const done = await imported('same.zip', Buffer.concat([many, tail]))
  // Every one of them is the same file again.
  expect(done).toMatchObject({ state: 'done', created: 1 })
  expect(done.problems).toHaveLength(100)
})

test('a note takes as many files as it may have', async () => {
  const files = Array.from({ length: 502 }, (_, at): [string, string] => [`${at}.bin`, `${at}`])
  const shown = files.map(([path]) => `![](${path})`).join(' ')
  const done = await imported('files.zip', await zip([['files.md', shown], ...files]))
  expect(done).toMatchObject({ state: 'done', created: 1 })
  expect(done.problems[0]?.message).toBe('It shows more than 500 files; the first 500 were kept.')
})

test('100,000 files are taken apart in bounded memory', { timeout: 240_000 }, async () => {
  const files = Array.from({ length: 100_000 }, (_, at): [string, string] => [
    at % 100 === 0 ? `${at}.md` : `junk/${at}.bin`,
    `${at}`,
  ])
  const done = await imported('many.zip', await zip(files))
  expect(done).toMatchObject({ state: 'done', created: 1000 })
  expect(done.problems).toHaveLength(100)
  expect(done.problems.at(-1)?.message).toMatch(/^98,?901 more/)
})

test('the house is well, and nothing is left behind', async () => {
  const answer = await owner.fetch('/readyz')
  expect(answer.status).toBe(200)
  await until(async () => (await owner.call('GET', '/notes')).status === 200)
  await house.stop('SIGTERM')
  const { orphans, attachments, keys } = await leftIn(join(folder, 'data'))
  expect(orphans).toEqual([])
  expect(keys).toHaveLength(attachments.length)
})
