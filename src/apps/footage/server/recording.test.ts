import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Recording } from '#platform/capabilities/clip-intake.ts'
import { MediaCrashed } from '#platform/media/media.ts'
import { until } from '../../../../test/until.ts'
import { clipUploads } from './clip-uploads.ts'
import { mediaPurpose } from './clip-view.ts'
import { openTestFootage, owner } from './footage.fixture.ts'
import { joinedRecordings, recordingOf, segmentsGone } from './recording-store.ts'

let house: Awaited<ReturnType<typeof openTestFootage>>
let broken = false
beforeEach(async () => {
  broken = false
  house = await openTestFootage()
  const { join } = house.media
  house.media.join = (...args) => (broken ? Promise.reject(new MediaCrashed('No.')) : join(...args))
})
afterEach(() => house.close())

const folder = 'live/2026/11/22/01a1fe9a-4793-7e19-bc89-4c55410a4c73'
const recording: Recording = {
  spaceId: 'space',
  authorId: 'author',
  title: 'Sunday',
  description: '',
  visibility: 'members',
  recordedAt: '2026-11-22T09:00:00.000Z',
  durationSeconds: 6,
  bytes: 600,
  picture: { width: 1280, height: 720, framesPerSecond: 30 },
  codecs: 'avc1.64001f,mp4a.40.2',
  folder,
  playlist: 'recording.m3u8',
  runs: [
    { init: 'e1-init0.mp4', segments: ['e1-0.m4s', 'e1-1.m4s'] },
    { init: 'e2-init0.mp4', segments: ['e2-2.m4s'] },
  ],
  source: { title: 'Sunday', path: '/live/channel/past/event' },
}

/** Its files hold their own names. */
async function take(): Promise<string> {
  const names = ['recording.m3u8', ...recording.runs.flatMap(({ init, segments }) => [init, ...segments])]
  for (const name of names) await house.storage.put(`${folder}/${name}`, Buffer.from(`${name} `))
  return house.db.transact((tx) => house.intake.takeRecording(tx, recording))
}
const door = (id: string, file: string) =>
  house.door.resolve({ purpose: mediaPurpose, object: id, version: 1 }, file)
const stored = (spaceId: string) => clipUploads(house).storedBytes(house.db.read, spaceId)

test('a recording is watched from its segments at once, and becomes one file like any other', async () => {
  const id = await take()
  expect(await house.clip(id)).toMatchObject({ watchable: 1, duration_seconds: 6, original_key: null })
  expect(String((await door(id, 'master.m3u8'))!.body)).toContain('recording/recording.m3u8')
  expect(await door(id, 'recording/e1-0.m4s')).toMatchObject({
    key: `${folder}/e1-0.m4s`,
    contentType: 'video/mp4',
  })
  expect(await door(id, 'recording/..')).toBe(null)
  expect(await door(id, 'original')).toBe(null)
  expect(await stored('space')).toBe(600)
  expect(await house.orphans()).toEqual([])

  await house.work()
  await until(async () => (await house.clip(id)).state === 'ready')
  const { original_key: key } = await house.clip(id)
  const bytes: Buffer[] = []
  for await (const chunk of await house.storage.get(key!)) bytes.push(chunk as Buffer)
  expect(Buffer.concat(bytes).toString()).toBe('e1-init0.mp4 e1-0.m4s e1-1.m4s e2-init0.mp4 e2-2.m4s ')
  expect(String((await door(id, 'master.m3u8'))!.body)).not.toContain('recording/')
  expect(await house.orphans()).toEqual([])

  expect(await joinedRecordings(house.db.read, '2000', 5)).toEqual([])
  const [joined] = await joinedRecordings(house.db.read, '9999', 5)
  expect(joined).toMatchObject({ clip_id: id, folder })
  await house.db.transact((tx) => segmentsGone(tx, id))
  expect(await recordingOf(house.db.read, id)).toMatchObject({ folder: null, source_title: 'Sunday' })
  expect(await house.orphans()).toHaveLength(6)
})

test('one that cannot be joined goes on being played from its segments', async () => {
  broken = true
  const id = await take()
  await house.work()
  await until(async () => (await house.clip(id)).state === 'ready')
  expect(await house.clip(id)).toMatchObject({ original_key: null, watchable: 1 })
  expect(await door(id, 'recording/e2-2.m4s')).not.toBe(null)
})

test('one whose joining was stopped stays watchable, and is joined when it comes back or is tried again', async () => {
  const id = await take()
  await house.clips.remove(owner, id, false)
  expect(await house.clip(id)).toMatchObject({ state: 'ready', failure_code: null, watchable: 1 })
  await house.clips.restore(owner, id)
  expect(await house.clip(id)).toMatchObject({ state: 'processing' })
  await house.clips.cancelProcessing(owner, id)
  expect(await house.clip(id)).toMatchObject({ state: 'ready', original_key: null })
  await house.clips.retryProcessing(owner, id, null)
  await house.work()
  await until(async () => (await house.clip(id)).original_key !== null)
  await until(async () => (await house.clip(id)).state === 'ready')
})

test('deleting the clip deletes the segments', async () => {
  const id = await take()
  await house.clips.remove(owner, id, true)
  await house.work()
  // Bytes first, then the row.
  await until(async () => (await house.clip(id)) === undefined)
  expect(await house.keys()).toEqual([])
})
