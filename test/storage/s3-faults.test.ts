import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { S3Config } from '../../src/platform/config/config.ts'
import { openStorage } from '../../src/platform/storage/open-storage.ts'
import { soleHold, type Storage } from '../../src/platform/storage/storage.ts'
import { type FailingStore, startFailingStore } from '../bed/failing-store.ts'
import { type CephBed, startCeph } from '../bed/s3-ceph.ts'
import { quietLog } from '../harness/quiet.ts'

const mebibyte = 2 ** 20
const log = quietLog()
let folder: string
let ceph: CephBed
let line: FailingStore
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-s3-faults-'))
  ceph = await startCeph(join(folder, 'ceph'))
  line = await startFailingStore(ceph.url)
})
afterAll(async () => {
  await line?.stop()
  await ceph?.stop()
  await rm(folder, { recursive: true })
})

describe('a store behind a bad line', () => {
  let config: S3Config
  let storage: Storage
  beforeEach(async () => {
    config = { ...(await ceph.freshBucket()).config, endpoint: line.url, folder: join(folder, 'scratch') }
    storage = await openStorage(config, { log })
  })
  afterEach(async () => {
    line.fail(null)
    await storage.close()
  })

  const random = (mebibytes: number) => randomBytes(mebibytes * mebibyte)
  const inChunks = function* (bytes: Buffer) {
    for (let at = 0; at < bytes.length; at += 65_536) yield Buffer.from(bytes.subarray(at, at + 65_536))
  }
  const same = async (key: string, bytes: Buffer) => sum(await buffer(await storage.get(key))) === sum(bytes)
  const keys = async () => {
    const found: string[] = []
    for await (const { key } of storage.list()) found.push(key)
    return found
  }

  it('is asked again when it has too much to do', async () => {
    line.fail('unavailable', 3)
    await storage.put('a', Buffer.from('here'))
    expect(line.failed()).toBe(3)
    line.fail('unavailable', 2)
    expect((await storage.stat('a'))?.size).toBe(4)
  })

  it('is asked again by everybody, however many they are', async () => {
    await storage.put('a', Buffer.from('here'))
    line.fail('unavailable', 300)
    const found = await Promise.all(Array.from({ length: 150 }, () => storage.stat('a')))
    expect(found.every((one) => one?.size === 4)).toBe(true)
    expect(line.failed()).toBe(300)
  })

  it('gets every part again that broke off', async () => {
    const bytes = random(40)
    line.fail('cut-sending', 3)
    expect(await storage.put('a', Readable.from(inChunks(bytes)))).toEqual({ size: bytes.length })
    expect(line.failed()).toBe(3)
    line.fail('cut-sending', 2)
    await writeFile(join(folder, 'file'), bytes)
    await storage.putFile('b', join(folder, 'file'))
    line.fail(null)
    expect([await same('a', bytes), await same('b', bytes)]).toEqual([true, true])
  })

  it('is read on from where the line broke, also into a file', async () => {
    const bytes = random(40)
    await storage.put('a', bytes)
    line.fail('cut-reading', 5)
    expect(await same('a', bytes)).toBe(true)
    expect(line.failed()).toBe(5)
    line.fail('cut-reading', 3)
    const copied = await storage.withFile('a', async (path) => sum(await readWhole(path)))
    expect(copied).toBe(sum(bytes))
    expect(await readdir(config.folder)).toEqual(['.aside'])
  })

  it('has put an object together when its answer was lost, and is believed', async () => {
    const bytes = random(20)
    line.fail('lost-answers', 1, ({ method, url }) => method === 'POST' && url!.includes('uploadId='))
    expect(await storage.put('a', Readable.from(inChunks(bytes)))).toEqual({ size: bytes.length })
    expect(line.failed()).toBe(1)
    expect(await same('a', bytes)).toBe(true)
  })

  it('keeps what an upload was told while it goes away and comes back', async () => {
    const bytes = random(30)
    const to = { key: 'clip/original', size: bytes.length, hold: soleHold }
    let offset = await storage.incoming.append(
      'id',
      0,
      Readable.from(inChunks(bytes.subarray(0, 3 * mebibyte))),
      to,
    )
    expect(offset).toBe(3 * mebibyte)
    const dying = async function* () {
      for (const [n, chunk] of [...inChunks(bytes.subarray(offset))].entries()) {
        if (n === 200) line.fail('unavailable')
        yield chunk
      }
    }
    await expect(storage.incoming.append('id', offset, dying(), to)).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'storage-away',
      message: expect.stringContaining('What has arrived is kept'),
    })
    line.fail(null)
    const kept = (await storage.incoming.sync('id'))!
    expect(kept).toBeGreaterThanOrEqual(offset)
    offset = await storage.incoming.append('id', kept, Readable.from(inChunks(bytes.subarray(kept))), to)
    expect(offset).toBe(bytes.length)
    await storage.incoming.complete('id', to.key)
    expect(await same(to.key, bytes)).toBe(true)
    expect(await storage.incoming.size('id')).toBeNull()
  })

  it('is told to be away in words, and nothing of a put that failed stays', async () => {
    const endless = async function* () {
      for (let n = 0; ; n++) {
        if (n === 40) line.fail('unavailable', Infinity, ({ method }) => method === 'PUT')
        yield random(1)
      }
    }
    await expect(storage.put('a', Readable.from(endless()))).rejects.toMatchObject({ code: 'storage-away' })
    await expect(storage.ping()).rejects.toMatchObject({ code: 'storage-away' })
    line.fail(null)
    await storage.ping()
    expect(await keys()).toEqual([])
    expect(await multiparts(config)).toEqual([])
  })

  it('copies within itself what one copy may not hold, and ends what killed processes have begun', async () => {
    const { copyInParts, beginMultipart } = await import('../../src/platform/storage/s3-multipart.ts')
    const { openS3 } = await import('../../src/platform/storage/s3-client.ts')
    const { sweepMultiparts } = await import('../../src/platform/storage/s3-sweep.ts')
    const s3 = openS3(config)
    const bytes = random(13)
    await storage.put('a', bytes)
    await copyInParts(s3, 'a', 'b', bytes.length, 5 * mebibyte)
    expect(await same('b', bytes)).toBe(true)

    await beginMultipart(s3, 'left')
    const to = { key: 'clip/original', size: 20 * mebibyte, hold: soleHold }
    await storage.incoming.append('id', 0, Readable.from(inChunks(random(9))), to)
    const signal = new AbortController().signal
    expect(await sweepMultiparts(s3, signal)).toBe(0)
    expect(await sweepMultiparts(s3, signal, Date.now() + 60_000)).toBe(1)
    expect(await multiparts(config)).toEqual(['clip/original'])
    expect(await storage.incoming.size('id')).toBe(9 * mebibyte)
  })
})

describe('a store that says no', () => {
  it.each([
    ['a wrong key', { accessKey: 'NOBODY' }, 'InvalidAccessKeyId'],
    ['a wrong secret', { secretKey: 'wrong' }, 'SignatureDoesNotMatch'],
    ['a bucket that is not there', { bucket: 'nowhere' }, 'check S3_BUCKET'],
  ])('is told at the start: %s', async (_, wrong, words) => {
    const opening = openStorage({ ...ceph.config, ...wrong }, { log })
    await expect(opening).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining(words),
    })
  })

  it('is waited for when it is away at the start', async () => {
    line.fail('unavailable')
    const storage = await openStorage({ ...ceph.config, endpoint: line.url }, { log })
    await expect(storage.ping()).rejects.toMatchObject({ code: 'storage-away' })
    line.fail(null)
    await storage.ping()
    await storage.close()
  })

  it('is full for all who store, and goes on when there is room', async () => {
    const storage = await openStorage(ceph.config, { log })
    await ceph.setQuota(10 * mebibyte)
    await storage.put('a', randomBytes(9 * mebibyte))
    const to = { key: 'b', size: 20 * mebibyte, hold: soleHold }
    const chunks = () => Readable.from(Array.from({ length: 20 }, () => randomBytes(mebibyte)))
    await expect(storage.put('c', chunks())).rejects.toMatchObject({ kind: 'full', code: 'disk-full' })
    await expect(storage.incoming.append('id', 0, chunks(), to)).rejects.toMatchObject({ kind: 'full' })
    await ceph.setQuota(null)
    const kept = (await storage.incoming.sync('id')) ?? 0
    const rest = Readable.from([randomBytes(20 * mebibyte - kept)])
    expect(await storage.incoming.append('id', kept, rest, to)).toBe(20 * mebibyte)
    await storage.incoming.complete('id', 'b')
    await storage.close()
  })
})

const sum = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const readWhole = async (path: string) => (await import('node:fs/promises')).readFile(path)

async function multiparts(config: S3Config): Promise<string[]> {
  const credentials = { accessKeyId: config.accessKey, secretAccessKey: config.secretKey }
  const client = new S3Client({
    endpoint: ceph.url,
    region: config.region,
    credentials,
    forcePathStyle: true,
  })
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: config.bucket }))
  client.destroy()
  return Uploads.map(({ Key }) => Key!)
}
