import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Config } from '../../src/platform/config/config.ts'
import { openStorage } from '../../src/platform/storage/open-storage.ts'
import type { Storage } from '../../src/platform/storage/storage.ts'
import { type CephBed, startCeph } from '../bed/s3-ceph.ts'
import { quietLog } from '../harness/quiet.ts'
import { until } from '../until.ts'
import { type ChildHouse, startChild } from './start-child.ts'
import { tusCalls } from './tus-calls.ts'

type Announced = { url: string; subjectId: string; key: string }
const megabyte = 1_000_000

let ceph: CephBed
let cephFolder: string
beforeAll(async () => {
  cephFolder = await mkdtemp(join(tmpdir(), 'longhouse-two-ceph-'))
  ceph = await startCeph(cephFolder)
})
afterAll(async () => {
  await ceph?.stop()
  await rm(cephFolder, { recursive: true })
})

describe.each(['disk', 'Ceph'])('an upload through two processes over %s', (engine) => {
  let folder: string
  let storage: Storage
  let houses: [ChildHouse, ChildHouse]
  let shared: { storage: Config['storage'] }
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'longhouse-two-'))
    shared = {
      storage:
        engine === 'disk'
          ? { engine: 'disk', folder: join(folder, 'storage') }
          : (await ceph.freshBucket()).config,
    }
    houses = [await startChild(folder, shared), await startChild(folder, shared)]
    storage = await openStorage(shared.storage, { log: quietLog() })
  })
  afterEach(async () => {
    for (const house of houses) await house.kill()
    await storage.close()
    await rm(folder, { recursive: true })
  })

  const calls = (at: 0 | 1) => tusCalls(houses[at].origin)
  const announce = (size: number) => houses[0].get<Announced>(`/new?size=${size}`)
  const told = async (subjectId: string) =>
    (await houses[1].get<{ subject_id: string }[]>('/told')).filter((row) => row.subject_id === subjectId)
      .length
  const expectWhole = async ({ key, subjectId }: Announced, bytes: Buffer) => {
    const stored = createHash('sha256')
    for await (const chunk of (await storage.get(key)) as AsyncIterable<Buffer>) stored.update(chunk)
    expect(stored.digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(await told(subjectId)).toBe(1)
    const left: string[] = []
    for await (const { id } of storage.incoming.list()) left.push(id)
    expect(left).toEqual([])
  }

  it('comes in pieces of any size, each by the other process', async () => {
    const bytes = randomBytes(30 * megabyte)
    const upload = await announce(bytes.length)
    const ends = [
      1,
      1000,
      3 * megabyte,
      11 * megabyte,
      11 * megabyte + 1,
      19 * megabyte,
      24 * megabyte,
      bytes.length,
    ]
    let offset = 0
    for (const [n, end] of ends.entries()) {
      const answer = await calls((n % 2) as 0 | 1).patch(upload.url, offset, bytes.subarray(offset, end))
      expect([answer.status, answer.headers['upload-offset']]).toEqual([204, String(end)])
      offset = end
    }
    await expectWhole(upload, bytes)
  })

  it('goes on at the other when one is killed in the middle, and nothing that was told is lost', async () => {
    const bytes = randomBytes(40 * megabyte)
    const upload = await announce(bytes.length)
    let known = 0
    for (const share of [0.3, 0.6]) {
      await calls(1).patch(upload.url, known, bytes.subarray(known, known + megabyte))
      known += megabyte
      const sending = calls(0).begin(upload.url, known, bytes.length - known)
      await sending.send(bytes.subarray(known, Math.floor(bytes.length * share)))
      await houses[0].kill()
      const offset = await calls(1).offset(upload.url)
      expect(offset).toBeGreaterThanOrEqual(known)
      known = offset
      houses[0] = await startChild(folder, shared)
    }
    await calls(1).patch(upload.url, known, bytes.subarray(known))
    await expectWhole(upload, bytes)
  })

  it('ends a connection to the other that fell silent, and keeps what came by it', async () => {
    const bytes = randomBytes(20 * megabyte)
    const upload = await announce(bytes.length)
    const silent = calls(0).begin(upload.url, 0, bytes.length)
    await silent.send(bytes.subarray(0, 12 * megabyte))
    const offset = await until(async () => {
      const { status, headers } = await calls(1).head(upload.url)
      return status === 200 && Number(headers['upload-offset'])
    })
    expect(offset).toBeGreaterThan(0)
    silent.cut()
    await calls(1).patch(upload.url, offset, bytes.subarray(offset))
    await expectWhole(upload, bytes)
  })

  it('takes nothing more from a process that was stopped past its time and wakes up', async () => {
    const bytes = randomBytes(20 * megabyte)
    const upload = await announce(bytes.length)
    const stopped = calls(0).begin(upload.url, 0, bytes.length)
    await stopped.send(bytes.subarray(0, 10 * megabyte))
    await until(async () => ((await storage.incoming.size(upload.url.split('/').at(-1)!)) ?? 0) > 0)
    houses[0].signal('SIGSTOP')
    // Other bytes than those that belong there, so that each one that lands shows.
    stopped.send(randomBytes(3 * megabyte)).catch(() => undefined)
    const offset = await calls(1).offset(upload.url)
    expect((await calls(1).patch(upload.url, offset, bytes.subarray(offset))).status).toBe(204)
    houses[0].signal('SIGCONT')
    const end = await stopped.answer.then(
      ({ status }) => status,
      () => 'cut',
    )
    expect([409, 'cut']).toContain(end)
    await expectWhole(upload, bytes)
  })
})
