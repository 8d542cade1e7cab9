import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../../../../../test/until.ts'
import { bareMetrics, quietLog } from '../../../../../test/harness/quiet.ts'
import { Fault } from '#platform/errors.ts'
import { admin, obedient, openTestLive, operator } from '../live.fixture.ts'
import type { SegmentRow } from '../live-tables.ts'
import { openPush, feed } from '../packager/push.fixture.ts'
import { handOverRecordingJob } from './hand-over-recording-job.ts'
import { pastSegments } from './past-segments.ts'
import { ownedRecordingKeys, recordedStorage } from './recorded-storage.ts'
import { openRecorder, recorderMeasures } from './recorder.ts'
import { recordingFolder } from './recording-keys.ts'
import { recordingPlaylist, recordingRuns } from './recording-playlist.ts'
import { removeRecordingJob } from './remove-recording-job.ts'
import { segmentsOf } from './segment-store.ts'

let house: Awaited<ReturnType<typeof openTestLive>>
beforeEach(async () => {
  house = await openTestLive()
})
afterEach(() => house.close())

const keys = async () => {
  const found: string[] = []
  for await (const { key } of house.storage.list('live')) found.push(key)
  return found
}

/** An event that was recorded for some seconds and is over. */
async function recorded() {
  const channel = await house.channels.create(admin, { name: 'Sunday' })
  const node = house.node('a')
  const key = await house.channels.showKey(operator, channel.id)
  const push = obedient((await node.gate.admit({ by: 'rtmp', key, address: '', encoder: null }))!)
  house.send(push, 9)
  await node.gate.settled()
  const id = (await house.channel(channel.id)).event_id!
  await house.events.end(operator, id)
  await until(() => push.stop.aborted)
  await node.gate.settled()
  await node.stages.of(channel.id)!.recorder!.settled()
  return house.event(id)
}

/** A recorder whose store can be made to refuse, and a push that it records. */
async function recording() {
  const event = { ...(await recorded()), id: '01a1fe9a-4793-7e19-bc89-4c55410a4c73' }
  const store = { full: false, tries: 0 }
  const told: (string | null)[] = []
  const recorder = openRecorder(event, {
    ...house,
    log: quietLog(),
    storage: {
      ...house.storage,
      put(key, body) {
        store.tries += 1
        return store.full
          ? Promise.reject(new Fault('full', 'disk-full', 'No room.'))
          : house.storage.put(key, body)
      },
    },
    measures: recorderMeasures(bareMetrics()),
    troubled: (problem) => told.push(problem),
  })
  const push = openPush()
  const listener = recorder.push(1)
  let from = 0
  return {
    recorder,
    store,
    told,
    rows: () => segmentsOf(house.db.read, event.id),
    /** Some seconds of the stream are there. */
    goOn(seconds: number) {
      const [segments, tracks] = [push.made.segments.length, push.made.tracks.length]
      feed(push, { seconds, from })
      from += seconds * 1000
      for (const track of push.made.tracks.slice(tracks)) listener.track(track)
      for (const segment of push.made.segments.slice(segments)) listener.segment(segment)
    },
  }
}
const noRoom = 'There is no room left where recordings are kept.'

test('what a store does not take for a while waits for it; the operator is told', async () => {
  const { recorder, store, told, rows, goOn } = await recording()
  goOn(6)
  await recorder.settled()
  store.full = true
  goOn(6)
  await until(() => recorder.problem() === noRoom)
  goOn(6)
  expect(recorder.unwritten()).toBeGreaterThan(3)
  store.full = false
  await recorder.settled()
  expect(told).toEqual([noRoom, null])
  expect(recorder.unwritten()).toBe(0)
  expect(recordingRuns(await rows())).toHaveLength(1)
})

test('a store that stays full costs the segments of that time, and the rest is recorded', async () => {
  const { recorder, store, told, rows, goOn } = await recording()
  goOn(6)
  await recorder.settled()
  store.full = true
  goOn(6)
  await until(() => recorder.problem() === noRoom)
  house.clock.ms += 130_000
  await recorder.settled()
  const tries = store.tries
  store.full = false
  goOn(6)
  await recorder.settled()
  expect(store.tries).toBeGreaterThan(tries)
  expect(told).toEqual([noRoom, null])
  // Where segments are missing players start afresh.
  expect(recordingRuns(await rows())).toHaveLength(2)
})

test('a process that ends does not wait for a store that is away', async () => {
  const { recorder, store, goOn } = await recording()
  store.full = true
  goOn(6)
  await until(() => recorder.problem() === noRoom)
  await recorder.settled({ hurry: true })
  expect(recorder.unwritten()).toBe(0)
})

test('a recording is handed over with a playlist that has an end, and belongs to the clip from then on', async () => {
  const event = await recorded()
  const before = await keys()
  expect(await ownedRecordingKeys(house.db.read, before)).toEqual(new Set(before))
  expect(await recordedStorage.storedBytes(house.db.read, 'space')).toBeGreaterThan(1000)
  const taken: object[] = []
  house.capable.offer({
    'clip-intake': {
      takeRecording: async (_, recording) => {
        taken.push(recording)
        return 'clip'
      },
    },
  })
  await work(event.id)
  await work(event.id)
  expect(taken).toMatchObject([
    {
      title: event.title,
      folder: recordingFolder(event),
      picture: { width: 1280, height: 720 },
      codecs: 'avc1.64001f,mp4a.40.2',
      source: { path: `/live/${event.channel_id}/past/${event.id}` },
    },
  ])
  expect(await house.event(event.id)).toMatchObject({ recording: 'clip', clip_id: 'clip' })
  expect(await ownedRecordingKeys(house.db.read, await keys())).toEqual(new Set())
  await house.events.cancel(operator, event.id)
  expect((await keys()).length).toBeGreaterThan(before.length)
})

test('without an app that makes clips the recording stays with the event, and goes with it', async () => {
  const event = await recorded()
  await work(event.id)
  expect((await house.event(event.id)).recording).toBe('kept')
  const past = pastSegments(house.db, event)
  const [first] = await past.list()
  expect(await keys()).toContain(await past.key({ epoch: first!.epoch, sequence: first!.sequence }))
  expect(await past.key({ epoch: 'e9', sequence: first!.sequence })).toBe(null)
  await house.events.cancel(operator, event.id)
  const { signal } = new AbortController()
  await removeRecordingJob(house).run({ folder: recordingFolder(event) }, { signal } as never)
  expect(await keys()).toEqual([])
})

test('the playlist breaks where a push ended, where a segment is missing, and ends', () => {
  const row = (sequence: number, epoch: number, discontinuity: 0 | 1 = 0) =>
    ({
      sequence,
      discontinuity,
      duration_seconds: 2,
      started_at: '2026-11-22T09:00:00.000Z',
      key: `live/x/e${epoch}-${sequence}.m4s`,
      init_key: `live/x/e${epoch}-init0.mp4`,
    }) as SegmentRow
  const rows = [row(0, 1), row(1, 1), row(3, 1), row(7, 2, 1)]
  const lines = recordingPlaylist(rows, 4)
    .split('\n')
    .filter((line) => !/DATE|EXTINF/.test(line))
  expect(lines.slice(2)).toEqual([
    '#EXT-X-TARGETDURATION:4',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    '#EXT-X-MAP:URI="e1-init0.mp4"',
    'e1-0.m4s',
    'e1-1.m4s',
    '#EXT-X-DISCONTINUITY',
    'e1-3.m4s',
    '#EXT-X-DISCONTINUITY',
    '#EXT-X-MAP:URI="e2-init0.mp4"',
    'e2-7.m4s',
    '#EXT-X-ENDLIST',
    '',
  ])
})

const work = (eventId: string) =>
  handOverRecordingJob(house).run({ eventId }, {
    signal: new AbortController().signal,
    log: quietLog(),
    fenced: (db: typeof house.db, inside: Parameters<typeof house.db.transact>[0]) => db.transact(inside),
  } as never)
