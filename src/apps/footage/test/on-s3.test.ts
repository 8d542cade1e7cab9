import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openAudit } from '#platform/audit/open-audit.ts'
import { openDb } from '#platform/db/open-db.ts'
import { openStorage } from '#platform/storage/open-storage.ts'
import { type FailingStore, startFailingStore } from '../../../../test/bed/failing-store.ts'
import { type CephBed, startCeph } from '../../../../test/bed/s3-ceph.ts'
import { runCli } from '../../../../test/cli/run-cli.ts'
import { bareMetrics, quietLog } from '../../../../test/harness/quiet.ts'
import { type RealHouse, startHouse } from '../../../../test/uploads/start-house.ts'
import { tusCalls } from '../../../../test/uploads/tus-calls.ts'
import { until } from '../../../../test/until.ts'
import type { Clip } from '../contract/clip.ts'
import { purgeClipsJob } from '../server/purge-clips-job.ts'
import type { ClipTables } from '../server/clip-tables.ts'
import { ended, read, setUp, upload, type Visitor } from './club.ts'
import { film } from './films.ts'

// A house of one process whose files are in Ceph, by a line that fails when it is told to.
let folder: string
let ceph: CephBed
let line: FailingStore
let house: RealHouse
let env: Record<string, string>
let owner: Visitor
let footage: string
let clip: Clip

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-on-s3-'))
  await film(join(folder, 'film.mp4'), { size: '640x360', seconds: 6 })
  ceph = await startCeph(join(folder, 'ceph'))
  line = await startFailingStore(ceph.url)
  env = { ...ceph.env, S3_ENDPOINT: line.url, RENDITION_HEIGHTS: '240' }
  house = await startHouse(join(folder, 'data'), env)
  ;({ owner, footage } = await setUp(house.origin))
})
afterAll(async () => {
  await house?.stop('SIGKILL')
  await line?.stop()
  await ceph?.stop()
  await rm(folder, { recursive: true, force: true })
})

const storageOf = () => openStorage(ceph.config, { log: quietLog() })
const keys = async () => {
  const storage = await storageOf()
  const found: string[] = []
  for await (const { key } of storage.list()) found.push(key)
  await storage.close()
  return found
}
const dependencies = async () => {
  const answer = await fetch(`${house.origin}/readyz`)
  const { dependencies: all } = (await answer.json()) as {
    dependencies: Record<string, { state: string; detail?: string }>
  }
  return { status: answer.status, storage: all.storage! }
}

test('a clip comes, is encoded and plays, and nothing of it stays on this disk', async () => {
  clip = await upload(owner, footage, join(folder, 'film.mp4'), { visibility: 'public' })
  clip = await ended(owner, footage, clip.id)
  expect(clip.state).toBe('ready')

  const original = await readFile(join(folder, 'film.mp4'))
  const sent = await owner.fetch(clip.playback!.original!)
  expect(Buffer.from(await sent.arrayBuffer()).equals(original)).toBe(true)
  const part = await owner.fetch(clip.playback!.original!, { headers: { range: 'bytes=1000-1999' } })
  expect(part.status).toBe(206)
  expect(Buffer.from(await part.arrayBuffer()).equals(original.subarray(1000, 2000))).toBe(true)
  const master = await (await owner.fetch(clip.playback!.hls)).text()
  const rung = master.split('\n').find((text) => text.endsWith('.m3u8'))!
  const list = await owner.fetch(new URL(rung, new URL(clip.playback!.hls, house.origin)).pathname)
  expect(await list.text()).toContain('#EXT-X-ENDLIST')

  expect(await readdir(join(folder, 'data'))).not.toContain('storage')
  expect(await readdir(join(folder, 'data/scratch/.aside/incoming'))).toEqual([])
  expect((await keys()).every((key) => key.includes(clip.id))).toBe(true)
})

test('a store that goes away ends no upload and no encoding, and spends no attempt', async () => {
  const bytes = await readFile(join(folder, 'film.mp4'))
  const created = await owner.call('POST', footage, {
    title: 'Away',
    visibility: 'members',
    file: { name: 'film.mp4', size: bytes.length, type: 'video/mp4' },
  })
  const { id, upload: announced } = created.body as Clip
  const tus = tusCalls(house.origin, { cookie: owner.cookie, origin: house.origin })
  const half = Math.floor(bytes.length / 2)
  expect((await tus.patch(announced!.url, 0, bytes.subarray(0, half))).status).toBe(204)

  line.fail('unavailable')
  const refused = await tus.patch(announced!.url, half, bytes.subarray(half))
  expect([refused.status, JSON.parse(refused.body)]).toEqual([
    503,
    expect.objectContaining({
      code: 'storage-away',
      detail: expect.stringContaining('What has arrived is kept'),
    }),
  ])
  expect(await dependencies()).toEqual({
    status: 200,
    storage: { state: 'degraded', detail: expect.stringContaining('does not answer') },
  })
  line.fail(null)
  expect(await tus.offset(announced!.url)).toBe(half)
  expect((await dependencies()).storage).toEqual({ state: 'ready' })

  // The last byte is in, and the store is away before anybody has looked at the file.
  const last = tus.patch(announced!.url, half, bytes.subarray(half))
  line.fail('unavailable', Infinity, ({ method, url }) => method === 'GET' && url!.includes('/original'))
  expect((await last).status).toBe(204)
  await until(
    async () => (await read(owner, footage, id)).progress.stage?.startsWith('Waiting for the place'),
    {
      seconds: 60,
      what: 'the clip waiting for the store',
    },
  )
  expect(line.failed()).toBeGreaterThan(0)
  line.fail(null)
  expect((await ended(owner, footage, id)).state).toBe('ready')
  const jobs = await owner.call('GET', footage.replace(/footage$/, 'jobs'))
  const attempts = (jobs.body.items as { subjectId: string; attempt: number; state: string }[])
    .filter((job) => job.subjectId === id)
    .map(({ attempt, state }) => [attempt, state])
  expect(attempts.length).toBeGreaterThan(0)
  expect(attempts.every(([attempt, state]) => attempt === 1 && state === 'done')).toBe(true)
})

test('what no row owns is found, and what is deleted goes', async () => {
  const storage = await storageOf()
  const stray = 'uploads/2026/01/02/0199aaaa-0000-7000-8000-000000000000/original'
  await storage.put(stray, Buffer.from('twelve bytes'))
  await owner.call('DELETE', `${footage}/${clip.id}`)
  await house.stop('SIGTERM')
  const doctor = await runCli(['doctor', '--storage'], { dataDir: join(folder, 'data'), env })
  expect(doctor.out).toContain(`storage: 12 bytes in 1 file that no row owns: ${stray}`)

  const tools = { log: quietLog(), metrics: bareMetrics() }
  const db = (
    await openDb({ engine: 'sqlite', file: join(folder, 'data/longhouse.db') }, tools)
  ).tables<ClipTables>()
  const late = { now: () => Date.now() + 8 * 24 * 3600 * 1000, iso: () => new Date(late.now()).toISOString() }
  const news = { changed: async () => undefined }
  const audit = openAudit({ clock: late, actions: [] })
  const purge = purgeClipsJob({ db, audit, storage, clock: late, news: news as never })
  const context = {
    signal: new AbortController().signal,
    fenced: (to: typeof db, work: never) => to.transact(work),
  }
  await purge.run({}, context as never)
  expect((await keys()).filter((key) => key.includes(clip.id))).toEqual([])
  expect((await keys()).length).toBeGreaterThan(2)
  await storage.close()
  await db.close()
})
