import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type S3Bed, startS3 } from '../../../test/bed/s3.ts'
import { quietLog } from '../../../test/harness/quiet.ts'
import { type CopyOptions, copyStorage, measureStorage } from './copy-storage.ts'
import { openStorage } from './open-storage.ts'
import { soleHold, type Storage } from './storage.ts'

let folder: string
let bed: S3Bed
let disk: Storage
let store: Storage
let again: Storage
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-copy-'))
  bed = await startS3(folder)
  const [log, at] = [
    { log: quietLog() },
    (name: string) => ({ engine: 'disk', folder: join(folder, name) }) as const,
  ]
  disk = await openStorage(at('one'), log)
  again = await openStorage(at('two'), log)
  store = await openStorage(bed.config, log)
})
afterEach(async () => {
  for (const storage of [disk, again, store]) await storage.close()
  await bed.stop()
  await rm(folder, { recursive: true })
})

const options = (more: Partial<CopyOptions> = {}): CopyOptions => ({
  resume: false,
  verify: 'content',
  atOnce: 3,
  signal: new AbortController().signal,
  say: () => undefined,
  ...more,
})
const fill = async (storage: Storage, count: number) => {
  for (let n = 0; n < count; n++) await storage.put(`uploads/${n}/original`, Buffer.from(`bytes of ${n}`))
  await storage.put('empty', Buffer.alloc(0))
}
/** Goes into a store in parts. */
const fillInParts = (storage: Storage) => storage.put('big', Buffer.alloc(17 * 2 ** 20, 7))
const contents = async (storage: Storage) => {
  const found: Record<string, string> = {}
  for await (const { key, size } of storage.list())
    found[key] = size > 1000 ? String(size) : await text(await storage.get(key))
  return found
}

test('a disk goes into a store and comes back as it was', async () => {
  await fill(disk, 10)
  await fillInParts(disk)
  const there = await copyStorage({ from: disk, to: store }, options())
  expect(there).toEqual({
    copied: (await measureStorage(disk)).whole,
    kept: { objects: 0, bytes: 0 },
    gone: 0,
    strange: 0,
  })
  await copyStorage({ from: store, to: again }, options())
  expect(await contents(again)).toEqual(await contents(disk))
})

test('a target that holds something is refused unless the copy goes on', async () => {
  await fill(disk, 3)
  await store.put('other', Buffer.from('x'))
  await expect(copyStorage({ from: disk, to: store }, options())).rejects.toMatchObject({
    code: 'target-not-empty',
  })
  expect(await contents(store)).toEqual({ other: 'x' })
  expect(await copyStorage({ from: disk, to: store }, options({ resume: true }))).toMatchObject({
    strange: 1,
  })
})

test('it goes on where it stopped, and takes again what is not the same', async () => {
  await fill(disk, 8)
  const stop = new AbortController()
  const say = ({ objects }: { objects: number }) => objects >= 3 && stop.abort(new Error('stopped'))
  const first = copyStorage({ from: disk, to: store }, options({ say, signal: stop.signal }))
  await expect(first).rejects.toThrow('stopped')
  const before = Object.keys(await contents(store))
  expect(before.length).toBeGreaterThan(2)
  expect(before.length).toBeLessThan(9)
  const spoilt = before.find((key) => key.startsWith('uploads/'))!
  await store.put(spoilt, Buffer.from((await text(await disk.get(spoilt))).replace('b', 'B')))
  const { copied, kept } = await copyStorage({ from: disk, to: store }, options({ resume: true }))
  // What was on its way when it stopped may have landed afterwards.
  expect(kept.objects).toBeGreaterThanOrEqual(before.length - 1)
  expect(kept.objects + copied.objects).toBe(9)
  expect(await contents(store)).toEqual(await contents(disk))
})

test('sizes alone are enough where one says so', async () => {
  await fill(disk, 2)
  await copyStorage({ from: disk, to: store }, options({ verify: 'size' }))
  await store.put('uploads/0/original', Buffer.from('bytes of 9'))
  expect(
    await copyStorage({ from: disk, to: store }, options({ verify: 'size', resume: true })),
  ).toMatchObject({
    copied: { objects: 0 },
    kept: { objects: 3 },
  })
})

test('a store that keeps other bytes than it was given is found out', async () => {
  await fill(disk, 1)
  const lying: Storage = { ...store, get: async () => Readable.from([Buffer.from('other')]) }
  await expect(copyStorage({ from: disk, to: lying }, options())).rejects.toMatchObject({
    code: 'copy-differs',
  })
})

test('what comes while it runs is fetched too, what goes is no fault, and unfinished uploads are counted', async () => {
  await fill(disk, 3)
  await disk.incoming.append('id', 0, Readable.from([Buffer.from('half')]), {
    key: 'k',
    size: 9,
    hold: soleHold,
  })
  expect((await measureStorage(disk)).arriving).toEqual({ objects: 1, bytes: 4 })
  let came = 0
  const busy = (most: number): Storage => ({
    ...disk,
    async *list() {
      yield* disk.list()
      if (came < most) await disk.put(`late/${came++}`, Buffer.from('x'))
    },
  })
  expect((await copyStorage({ from: busy(1), to: store }, options())).copied.objects).toBe(5)
  await expect(copyStorage({ from: busy(100), to: store }, options({ resume: true }))).rejects.toMatchObject({
    code: 'copy-differs',
    message: expect.stringContaining('late/'),
  })
  const vanishing: Storage = {
    ...disk,
    async get(key) {
      if (key === 'uploads/0/original') await disk.delete(key)
      return disk.get(key)
    },
  }
  const sum = await copyStorage({ from: vanishing, to: again }, options({ atOnce: 1 }))
  expect(sum.gone).toBe(1)
})
