import { afterEach, beforeEach, expect, test } from 'vitest'
import { bareMetrics, quietLog } from '../../../../../test/harness/quiet.ts'
import { until } from '../../../../../test/until.ts'
import { openAlarms } from '../ingest/alarms.ts'
import { admin, openTestLive, operator } from '../live.fixture.ts'
import type { Signal } from '../packager/packaged.ts'
import { findingsOf } from './findings.ts'
import { answerSignals } from './signal-answers.ts'
import { openSignalLine } from './signal-line.ts'
import { openSignalReports } from './signal-reports.ts'

const now = 1_000_000
const good: Signal = {
  lastPictureAt: now,
  bitsPerSecond: 4_500_000,
  framesPerSecond: 30,
  width: 1920,
  height: 1080,
  keyframeSeconds: 2,
  videoCodec: 'avc1.640028',
  audioCodec: 'mp4a.40.2',
  audioSampleRate: 48_000,
  audioChannels: 2,
  audioBitsPerSecond: 128_000,
  targetSeconds: 2,
  notes: [],
  disturbances: 0,
}
const codes = (changes: Partial<Signal>, peak: number | null = -12) =>
  findingsOf({ ...good, ...changes }, peak, now).flatMap(({ level, code }) =>
    level === 'good' ? [] : [`${level} ${code}`],
  )

test('a good signal has nothing to change, a bad one says what and where', () => {
  expect(codes({})).toEqual([])
  expect(codes({ keyframeSeconds: 8, notes: ['keyframes-far-apart'] })).toEqual(['bad keyframes-far-apart'])
  expect(codes({}, -75)).toEqual(['bad sound-silent'])
  expect(codes({}, -45)).toEqual(['warn sound-faint'])
  expect(codes({}, 0)).toEqual(['warn sound-too-loud'])
  expect(codes({ notes: ['no-sound'], audioCodec: null, audioBitsPerSecond: 0 }, null)).toEqual([
    'warn sound-missing',
  ])
  expect(codes({ lastPictureAt: now - 9000 })).toEqual(['bad picture-stopped'])
  expect(codes({ width: 3840, height: 2160, bitsPerSecond: 15e6 })).toEqual([
    'warn picture-large',
    'warn bitrate-high',
  ])
  expect(codes({ bitsPerSecond: 800_000 })).toEqual(['warn bitrate-low'])
  expect(codes({ framesPerSecond: 8 })).toEqual(['warn frames-few'])
  // Half an hour of a slide.
  expect(codes({ bitsPerSecond: 60_000 })).toEqual([])
  for (const finding of findingsOf({ ...good, keyframeSeconds: 8 }, -75, now))
    expect(finding.message).toMatch(/[.?]$/)
})

let house: Awaited<ReturnType<typeof openTestLive>>
beforeEach(async () => {
  house = await openTestLive()
})
afterEach(() => house.close())

async function live() {
  const channel = await house.channels.create(admin, { name: 'Sunday' })
  const node = house.node('a')
  const line = openSignalLine(house.bus)
  const stop = answerSignals({ ...house, ...node, metrics: bareMetrics(), line })
  const key = await house.channels.showKey(operator, channel.id)
  const push = (await node.gate.admit({ by: 'rtmp', key, address: '', encoder: 'OBS 30' }))!
  house.send(push, 6)
  await node.gate.settled()
  return { ...node, channel, push, stop, reports: openSignalReports({ ...house, line }) }
}

test('the report comes from whichever process has the push, and the key is not in it', async () => {
  const { channel, reports, push, stop, gate } = await live()
  const report = await reports.read(operator, channel.id)
  expect(report).toMatchObject({
    state: 'live',
    encoder: 'OBS 30',
    width: 1280,
    height: 720,
    keyframeSeconds: 2,
    recording: 'on',
    lastRefusal: null,
  })
  expect(JSON.stringify(report)).not.toContain(await house.channels.showKey(operator, channel.id))
  push.sink.end('lost')
  await gate.settled()
  expect(await reports.read(operator, channel.id)).toMatchObject({ state: 'reconnecting', encoder: null })
  await expect(reports.read({ ...operator, role: 'member' }, channel.id)).rejects.toMatchObject({
    code: 'forbidden',
  })
  stop()
})

test('who watches the report hears at once that the push is over, and is not misled by a process that had an earlier one', async () => {
  const { channel, reports, push, stop, gate } = await live()
  const states: string[] = []
  const told = (state: string) => until(() => states.at(-1) === state)
  const close = await reports.watch(
    operator,
    channel.id,
    ({ state }) => states.push(state),
    () => {},
  )
  await told('live')
  const line = openSignalLine(house.bus)
  const late = line.onAsk(
    (channelId) => void line.answer({ channelId, epoch: 0, report: null, lastRefusal: null }),
  )
  const count = states.length
  await until(() => states.length > count + 1)
  expect(states.at(-1)).toBe('live')
  push.sink.end('lost')
  await gate.settled()
  // The clock of the house stands still: nothing has become too old.
  await told('reconnecting')
  late()
  close()
  stop()
})

test('a picture that stays away for 20 seconds is told once, to operators', async () => {
  const { channel, stages, stop } = await live()
  const told: string[] = []
  house.news.followNotices('space', ({ kind, message }) => kind === 'alarm' && told.push(message!))
  const alarms = openAlarms({ ...house, log: quietLog(), metrics: bareMetrics(), stages })
  for (const seconds of [19, 2, 30]) {
    house.clock.ms += seconds * 1000
    alarms.look()
  }
  await until(() => told.length > 0)
  expect(told).toEqual([expect.stringContaining('No picture for 20 seconds')])
  expect(stages.of(channel.id)!.alarmed).toBe(true)
  stop()
})
