import { afterEach, expect, test } from 'vitest'
import { Fault } from '#platform/errors.ts'
import { type Media, MediaCrashed, MediaRefused } from '#platform/media/media.ts'
import { until } from '../../../../test/until.ts'
import { shrinkPosters } from './clip-jobs.ts'
import { updateClip } from './clip-store.ts'
import { author, openTestFootage, quickMedia, someProbe } from './footage.fixture.ts'

type House = Awaited<ReturnType<typeof openTestFootage>>
let house: House
afterEach(() => house.close())

const crash = () => Promise.reject(new MediaCrashed('out of luck'))
const ended = (id: string) =>
  until(async () => {
    const clip = await house.clip(id)
    return clip.state === 'processing' ? null : clip
  })
const rungsOf = async (id: string) =>
  (await house.rungs(id)).map((rung) => [rung.height, rung.source, rung.state])

test('a source that can be re-wrapped is watchable as it is, then gets the rungs below it', async () => {
  house = await openTestFootage()
  const { id } = await house.bring(author)
  await house.work()
  const clip = await ended(id)
  expect(clip).toMatchObject({ state: 'ready', percent: 100, watchable: 1, duration_seconds: 10 })
  expect(clip).toMatchObject({ recorded_at: someProbe.recordedAt, happened_at: someProbe.recordedAt })
  expect(await rungsOf(id)).toEqual([
    [720, 1, 'ready'],
    [360, 0, 'ready'],
  ])
  expect(await house.orphans()).toEqual([])
  expect(await house.keys()).toHaveLength(1 + 2 + 2 + 3 + 2)
})

test('any other source gets its lowest rung first and alone', async () => {
  const calls: number[][] = []
  const media = quickMedia()
  house = await openTestFootage({
    probe: async () => ({ ...someProbe, rewrappable: false }),
    encode: (path, probe, plans, ...rest) => {
      calls.push(plans.map((plan) => plan.height))
      return media.encode(path, probe, plans, ...rest)
    },
  })
  const { id } = await house.bring(author)
  await house.work()
  expect(await ended(id)).toMatchObject({ state: 'ready' })
  expect(calls).toEqual([[360], [720]])
})

test('a source that cannot be re-wrapped after all is encoded at its own size too', async () => {
  house = await openTestFootage({ rewrap: crash })
  const { id } = await house.bring(author)
  await house.work()
  expect(await ended(id)).toMatchObject({ state: 'ready' })
  expect(await rungsOf(id)).toEqual([
    [720, 0, 'ready'],
    [360, 0, 'ready'],
  ])
})

test('a refused file fails at once, says why and keeps the file', async () => {
  house = await openTestFootage({
    probe: () => Promise.reject(new MediaRefused('not-media', 'This is not a video')),
  })
  const { id } = await house.bring(author)
  await house.work()
  const clip = await ended(id)
  expect(clip).toMatchObject({ state: 'failed', failure_code: 'not-media' })
  expect(clip.failure_message).toMatch(/^This is not a video\. The file itself is kept/)
  expect(await house.storage.stat(clip.original_key!)).not.toBeNull()
  const job = await until(async () => {
    const [latest] = await house.queue.list(house.db.read, { subjectId: id, limit: 1 })
    return latest?.state === 'running' ? null : latest
  })
  expect(job).toMatchObject({ state: 'failed', attempt: 1, reason: clip.failure_message })
})

test('a crash is tried again; what earlier attempts left behind is gone', async () => {
  let tries = 0
  const media = quickMedia()
  house = await openTestFootage({
    encode: async (...args) => {
      tries += 1
      if (tries === 1) throw new MediaCrashed('out of luck')
      return media.encode(...args)
    },
  })
  const { id } = await house.bring(author)
  await house.work()
  expect(await ended(id)).toMatchObject({ state: 'ready' })
  expect(tries).toBe(2)
  expect(await house.orphans()).toEqual([])
})

test('after the last attempt the clip keeps what can be watched, and one rung can be tried again', async () => {
  let broken = true
  const media = quickMedia()
  house = await openTestFootage({
    encode: async (...args) => (broken ? crash() : media.encode(...args)),
  })
  const { id } = await house.bring(author)
  await house.work()
  expect(await ended(id)).toMatchObject({ state: 'ready', watchable: 1 })
  expect(await rungsOf(id)).toEqual([
    [720, 1, 'ready'],
    [360, 0, 'failed'],
  ])
  await expect(house.clips.retryProcessing(author, id, 240)).rejects.toMatchObject({
    code: 'nothing-to-retry',
  })

  broken = false
  await house.clips.retryProcessing(author, id, 360)
  expect(await ended(id)).toMatchObject({ state: 'ready' })
  expect(await rungsOf(id)).toEqual([
    [720, 1, 'ready'],
    [360, 0, 'ready'],
  ])
})

test('a full disk spends no attempt and says what it waits for', async () => {
  const full = () => Promise.reject(new Fault('full', 'disk-full', 'There is no room left on the disk.'))
  house = await openTestFootage({ encode: full })
  const { id } = await house.bring(author)
  await house.work()
  await until(async () => (await house.clip(id)).stage === 'Waiting for room on the disk')
  expect(await house.clip(id)).toMatchObject({ state: 'processing', watchable: 1 })
  const job = await until(async () => {
    const jobs = await house.queue.list(house.db.read, {
      subjectId: id,
      type: 'footage.encode-rungs',
      limit: 1,
    })
    return jobs[0]?.state === 'waiting' ? jobs[0] : null
  })
  expect(job).toMatchObject({ attempt: 0, reason: 'There is no room left on the disk.' })
})

test('what a member changes while a clip is processed stays', async () => {
  let look = () => {}
  house = await openTestFootage({
    probe: () => new Promise((resolve) => (look = () => resolve(someProbe))),
  })
  const { id } = await house.bring(author)
  await house.work()
  await until(async () => (await house.clip(id)).stage === 'Reading the file')
  await house.clips.edit(author, id, { title: 'Mine', recordedAt: '2020-02-02T00:00:00Z' }, null)
  look()
  expect(await ended(id)).toMatchObject({
    title: 'Mine',
    recorded_at: '2020-02-02T00:00:00.000Z',
    version: 2,
  })
})

test('a clip without anything to watch fails after the last attempt', async () => {
  house = await openTestFootage({
    probe: async () => ({ ...someProbe, rewrappable: false }),
    encode: crash,
  })
  const { id } = await house.bring(author)
  await house.work()
  expect(await ended(id)).toMatchObject({ state: 'failed', failure_code: 'processing-failed' })
})

test('poster and storyboard are no reason to fail', async () => {
  house = await openTestFootage({ poster: crash, storyboard: crash })
  const { id } = await house.bring(author)
  await house.work()
  expect(await ended(id)).toMatchObject({ state: 'ready', poster_key: null, storyboard_folder: null })
})

test('a poster stands also when it cannot be made small', async () => {
  house = await openTestFootage({ shrink: crash })
  const { id } = await house.bring(author)
  await house.work()
  expect(await ended(id)).toMatchObject({ poster_key: expect.any(String), pictures_folder: '' })
})

test('clips from before small posters get theirs, each is tried once', async () => {
  let tries = 0
  const shrink: Media['shrink'] = (...args) => (tries++ === 2 ? crash() : quickMedia().shrink(...args))
  house = await openTestFootage({ shrink })
  const clips = [await house.bring(author), await house.bring(author)]
  await house.work()
  for (const { id } of clips) await ended(id)
  await house.db.transact(async (tx) => {
    for (const { id } of clips) await updateClip(tx, id, { pictures_folder: null })
    await house.queue.add(tx, shrinkPosters, {})
  })
  const folders = await until(async () => {
    const rows = await Promise.all(clips.map(({ id }) => house.clip(id)))
    return rows.every((clip) => clip.pictures_folder !== null) && rows.map((clip) => clip.pictures_folder)
  })
  expect(tries).toBe(4)
  expect(folders.filter(Boolean)).toHaveLength(1)
})

/** An encoder that never ends by itself. */
const endless = (started: () => void) => ({
  encode: (_: unknown, __: unknown, ___: unknown, ____: unknown, { signal }: { signal: AbortSignal }) =>
    new Promise<never>((_resolve, reject) => {
      started()
      signal.addEventListener('abort', () => reject(signal.reason as Error))
    }),
})

test('cancelling keeps what is ready and can be taken up again', async () => {
  let encoding = 0
  house = await openTestFootage(endless(() => (encoding += 1)))
  const { id } = await house.bring(author)
  await house.work()
  await until(() => encoding === 1)
  await house.clips.cancelProcessing(author, id)
  expect(await house.clip(id)).toMatchObject({ state: 'ready', watchable: 1 })
  expect(await rungsOf(id)).toEqual([
    [720, 1, 'ready'],
    [360, 0, 'cancelled'],
  ])
  await until(async () => {
    const jobs = await house.queue.list(house.db.read, { subjectId: id, limit: 10 })
    return jobs.every((job) => job.state === 'cancelled' || job.state === 'done')
  })
  await house.clips.retryProcessing(author, id, null)
  await until(() => encoding === 2)
  expect(await house.clip(id)).toMatchObject({ state: 'processing' })
  expect(await house.orphans()).toEqual([])
})

test('deleting while it encodes stops it; bringing it back goes on; purging leaves nothing', async () => {
  let encoding = 0
  house = await openTestFootage(endless(() => (encoding += 1)))
  const { id } = await house.bring(author)
  await house.work()
  await until(() => encoding === 1)
  await house.clips.remove(author, id, false)
  const deleted = await house.clip(id)
  expect(deleted).toMatchObject({ state: 'ready', access_version: 2 })
  expect(deleted.purge_at! > deleted.deleted_at!).toBe(true)

  await house.clips.restore(author, id)
  await until(() => encoding === 2)
  expect(await house.clip(id)).toMatchObject({ state: 'processing', deleted_at: null })

  await house.clips.remove(author, id, true)
  await until(async () => (await house.keys()).length === 0 && (await house.clip(id)) === undefined)
  await expect(house.clips.restore(author, id)).rejects.toMatchObject({ kind: 'missing' })
})

test('the nightly sweep takes old files that no row names and nothing else', async () => {
  house = await openTestFootage()
  const { id } = await house.bring(author)
  await house.work()
  await ended(id)
  const before = await house.keys()
  const folder = before
    .find((key) => key.includes('/clip-'))!
    .split('/')
    .slice(0, -2)
    .join('/')
  await house.storage.put(`${folder}/leftover/360.mp4`, Buffer.from('x'))
  await house.storage.put('uploads/2026/01/01/not-ours/file', Buffer.from('x'))
  const never = new AbortController().signal
  expect(await house.outputs.sweep(new Date(Date.now() - 60_000), never)).toBe(0)
  expect(await house.outputs.sweep(new Date(Date.now() + 60_000), never)).toBe(1)
  expect(await house.keys()).toEqual([...before, 'uploads/2026/01/01/not-ours/file'].toSorted())
})
