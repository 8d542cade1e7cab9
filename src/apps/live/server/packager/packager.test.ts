import { expect, test } from 'vitest'
import {
  audioConfig,
  audioFrame,
  configs,
  feed,
  openPush,
  readFragment,
  videoConfig,
  videoFrame,
} from './push.fixture.ts'

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)
const lengthsOf = (segments: readonly { durationSeconds: number }[]) =>
  segments.map(({ durationSeconds }) => Math.round(durationSeconds * 1000) / 1000)

test('many minutes of frames: parts and segments keep their lengths and add up to the millisecond', () => {
  const push = openPush()
  feed(push, { seconds: 600, framesPerSecond: 30, frameSize: 20, offset: (i) => (i % 3) * 33 })
  push.packager.end('unpublished')
  const { parts, segments } = push.of('source')
  expect(segments.length).toBe(300)
  expect(segments.map(({ sequence }) => sequence)).toEqual(segments.map((_, i) => i))
  expect(Math.abs(sum(segments.map((segment) => segment.durationSeconds)) - 600)).toBeLessThan(0.001)
  expect(Math.max(...parts.map((part) => part.durationSeconds))).toBeLessThanOrEqual(0.5)
  expect(parts.filter((part) => part.independent).every((part) => part.index === 0)).toBe(true)
  const sound = push.of('audio')
  expect(sound.segments.length).toBe(300)
  expect(Math.abs(sum(sound.segments.map((segment) => segment.durationSeconds)) - 600)).toBeLessThan(0.03)
  expect(Math.max(...sound.parts.map((part) => part.durationSeconds))).toBeLessThanOrEqual(0.5)
  expect(push.made.ended).toBe(1)
  expect(push.packager.signal()).toMatchObject({
    disturbances: 0,
    framesPerSecond: 30,
    keyframeSeconds: 2,
    notes: [],
  })
})

test.each([29.97, 25, 24, 23.976, 59.94, 60, 12.5, 15])(
  'parts at %s frames a second are never longer than half a second',
  (framesPerSecond) => {
    const push = openPush()
    feed(push, { seconds: 60, framesPerSecond, frameSize: 50 })
    const { parts, segments } = push.of('source')
    expect(Math.max(...parts.map((part) => part.durationSeconds))).toBeLessThanOrEqual(0.5)
    // All but the last of a segment are nearly as long as they may be.
    const inner = segments.flatMap((segment) => segment.parts.slice(0, -1))
    expect(Math.min(...inner.map((part) => part.durationSeconds))).toBeGreaterThan(0.85 * 0.5)
  },
)

test('decoding time follows without holes, and offsets leave as they came', () => {
  const push = openPush()
  const offsets = [0, 100, 33, -33]
  feed(push, { seconds: 10, offset: (i) => offsets[i % 4]! })
  const samples = push.of('source').parts.flatMap((part) => readFragment(part.bytes).get(1) ?? [])
  for (const [i, sample] of samples.entries()) {
    expect(sample.time).toBe(i === 0 ? 4 * 90_000 : samples[i - 1]!.time + samples[i - 1]!.duration)
    expect(sample.offset).toBe(offsets[i % 4]! * 90)
  }
  const sound = push.of('audio').parts.flatMap((part) => readFragment(part.bytes).get(2) ?? [])
  expect(sound.every((sample, i) => sample.duration === 1024 && sample.time === 4 * 48_000 + i * 1024)).toBe(
    true,
  )
})

test('what the lists say of a part is so: keyframes, lengths, bytes', () => {
  const push = openPush()
  feed(push, { seconds: 30, keyEvery: 1.6 })
  for (const part of push.of('source').parts) {
    const video = readFragment(part.bytes).get(1)!
    expect(part.independent).toBe(video[0]!.key)
    expect(sum(video.map((sample) => sample.duration)) / 90_000).toBeCloseTo(part.durationSeconds, 6)
  }
  for (const { parts, durationSeconds } of push.of('source').segments)
    expect(sum(parts.map((part) => part.durationSeconds))).toBeCloseTo(durationSeconds, 6)
})

test('keyframes every ten seconds make longer segments, and a note', () => {
  const push = openPush()
  feed(push, { seconds: 45, keyEvery: 10 })
  const { segments } = push.of('source')
  expect(lengthsOf(segments)).toEqual([10, 10, 10, 10])
  expect(segments.every((segment) => segment.targetSeconds === 10)).toBe(true)
  expect(push.packager.signal().notes).toContain('keyframes-far-apart')
})

test('a target once told is kept by a later push with other keyframes', () => {
  const push = openPush({ firstSequence: 40, targetSeconds: 2 })
  feed(push, { seconds: 21, keyEvery: 10 })
  const { segments } = push.of('source')
  expect(segments[0]!.sequence).toBe(40)
  expect(
    segments.every((segment) => segment.targetSeconds === 2 && Math.round(segment.durationSeconds) <= 2),
  ).toBe(true)
  expect(push.packager.signal().notes).toContain('keyframes-missing')
})

test('without any keyframe after the first, segments and memory stay bounded', () => {
  const push = openPush()
  feed(push, { seconds: 60, keyEvery: 1000 })
  expect(push.of('source').segments.every((segment) => segment.durationSeconds <= 12.5)).toBe(true)
  expect(push.of('source').segments.length).toBeGreaterThanOrEqual(4)
})

test('keyframes at scene changes end segments early, so that none is too long', () => {
  const push = openPush()
  const { packager, clock } = push
  packager.video(0, videoConfig(configs.p720))
  packager.audio(0, audioConfig(configs.stereo48))
  const keys = new Set([0, 60, 100, 160, 180, 240, 290, 350])
  for (let i = 0; i < 420; i++) {
    clock.ms += 33
    packager.video(Math.round((i * 1000) / 30), videoFrame({ key: keys.has(i) }))
    packager.audio(Math.round((i * 1000) / 30), audioFrame())
  }
  const { segments } = push.of('source')
  expect(segments.every((segment) => Math.round(segment.durationSeconds) <= segment.targetSeconds)).toBe(true)
  expect(segments.every((segment) => segment.parts[0]!.independent)).toBe(true)
})

test('sound alone and picture alone are pushes, too', () => {
  const sound = openPush()
  feed(sound, { seconds: 20, video: null })
  expect(sound.made.tracks.map((track) => [track.rendition, track.codecs])).toEqual([
    ['source', 'mp4a.40.2'],
    ['audio', 'mp4a.40.2'],
  ])
  expect(sound.of('source').segments.length).toBeGreaterThanOrEqual(8)
  expect(sound.of('source').parts.every((part) => part.independent && part.durationSeconds <= 0.5)).toBe(true)
  expect(sound.packager.signal().notes).toEqual(['no-picture'])

  const picture = openPush()
  feed(picture, { seconds: 20, audio: null })
  expect(picture.made.tracks.map((track) => [track.rendition, track.codecs])).toEqual([
    ['source', 'avc1.64001F'],
  ])
  expect(picture.of('source').segments.length).toBeGreaterThanOrEqual(9)
  expect(picture.packager.signal().notes).toEqual(['no-sound'])
})

test('a track that comes late begins anew, with everything told', () => {
  const push = openPush()
  const at = feed(push, { seconds: 10, audio: null })
  feed(push, { seconds: 10, from: at })
  expect(push.made.tracks.map((track) => track.codecs)).toEqual([
    'avc1.64001F',
    'avc1.64001F,mp4a.40.2',
    'mp4a.40.2',
  ])
  expect(push.of('source').segments.map((segment) => segment.discontinuity)).toEqual([
    true,
    false,
    false,
    false,
    false,
    true,
    false,
    false,
    false,
  ])
  expect(push.of('audio').segments.map(({ sequence }) => sequence)).toEqual([5, 6, 7, 8])
})

test('another size in the middle: new settings with the next keyframe, numbers go on', () => {
  const push = openPush()
  const at = feed(push, { seconds: 8 })
  push.packager.video(at, videoConfig(configs.p1080))
  push.packager.video(at + 10, videoFrame({ key: false }))
  feed(push, { seconds: 8, from: at + 20, video: configs.p1080 })
  const sizes = push.made.tracks.flatMap((track) => (track.picture ? [track.picture.width] : []))
  expect(sizes).toEqual([1280, 1920])
  const { segments } = push.of('source')
  expect(segments.map(({ sequence }) => sequence)).toEqual(segments.map((_, i) => i))
  expect(segments.filter((segment) => segment.discontinuity).map(({ sequence }) => sequence)).toEqual([0, 4])
  expect(segments[4]!.parts[0]!.independent).toBe(true)
})

test.each([
  ['jumps back to nothing', 0],
  ['jumps back a little', 9_000],
  ['jumps an hour ahead', 3_610_000],
  ['wraps and jumps', 2 ** 32 - 3000],
])('the clock of the encoder %s: it goes on, in step, behind a break', (_, from) => {
  const push = openPush()
  feed(push, { seconds: 10 })
  feed(push, { seconds: 10, from })
  push.packager.end('lost')
  const { segments, parts } = push.of('source')
  expect(sum(segments.map((segment) => segment.durationSeconds))).toBeGreaterThan(19.5)
  expect(sum(segments.map((segment) => segment.durationSeconds))).toBeLessThan(21.5)
  expect(segments.filter((segment) => segment.discontinuity).length).toBe(2)
  expect(push.packager.signal().notes).toContain('time-mended')
  const [video, audio] = [1, 2].map((track) =>
    parts.flatMap((part) => readFragment(part.bytes).get(track) ?? []),
  )
  const [pictures, sounds] = [video!.at(-1)!.time / 90_000, audio!.at(-1)!.time / 48_000]
  expect(Math.abs(pictures - sounds)).toBeLessThan(0.1)
})

test('a clock that wraps at 2^32 is no event at all', () => {
  const push = openPush()
  feed(push, { seconds: 20, from: 2 ** 32 - 7000 })
  expect(lengthsOf(push.of('source').segments)).toEqual([2, 2, 2, 2, 2, 2, 2, 2, 2])
  expect(push.packager.signal().disturbances).toBe(0)
})

test('a clock that stands still: ours takes over', () => {
  const push = openPush()
  const { packager, clock } = push
  packager.video(0, videoConfig(configs.p720))
  packager.audio(0, audioConfig(configs.stereo48))
  for (let i = 0; i < 900; i++) {
    clock.ms += 33
    packager.video(5, videoFrame({ key: i % 60 === 0 }))
    packager.audio(5, audioFrame())
  }
  const seconds = sum(push.of('source').segments.map((segment) => segment.durationSeconds))
  expect(seconds).toBeGreaterThan(24)
  expect(seconds).toBeLessThan(31)
})

test('a slide that stands at next to no bytes goes on', () => {
  const push = openPush()
  feed(push, { seconds: 300, framesPerSecond: 5, frameSize: 12 })
  expect(push.of('source').segments.length).toBe(149)
  expect(push.packager.signal().notes).toEqual([])
})

test('the picture stops and the sound goes on: parts go on', () => {
  const push = openPush()
  const at = feed(push, { seconds: 10 })
  const before = push.of('source').segments.length
  for (let i = 0; i * 1024 < 20 * 48_000; i++) {
    push.clock.ms += 21
    push.packager.audio(at + Math.round((i * 1024) / 48), audioFrame())
  }
  const seconds = sum(
    push
      .of('source')
      .segments.slice(before)
      .map((segment) => segment.durationSeconds),
  )
  expect(seconds).toBeGreaterThan(14)
  expect(push.of('source').parts.every((part) => part.durationSeconds <= 0.52)).toBe(true)
  // And it comes back.
  feed(push, { seconds: 10, from: at + 20_000 })
  expect(push.of('source').segments.at(-1)!.parts[0]!.independent).toBe(true)
})

test('sound that lags or leads by more than 60 ms is brought back into step', () => {
  const push = openPush()
  const at = feed(push, { seconds: 4 })
  feed(push, { seconds: 4, from: at + 300 })
  const sound = push.of('audio').parts.flatMap((part) => readFragment(part.bytes).get(2) ?? [])
  const pictures = push.of('source').parts.flatMap((part) => readFragment(part.bytes).get(1) ?? [])
  expect(Math.abs(sound.at(-1)!.time / 48_000 - pictures.at(-1)!.time / 90_000)).toBeLessThan(0.6)
  const overlaps = sound.filter((sample, i) => i > 0 && sample.time < sound[i - 1]!.time + 1024)
  expect(overlaps).toEqual([])
})

test('more colour than browsers show is refused with what to change', () => {
  const { packager } = openPush()
  expect(() => packager.video(0, videoConfig(configs.fullColour))).toThrow(/NV12/)
})

test('the same settings sent again with every keyframe change nothing', () => {
  const push = openPush()
  for (let at = 0; at < 20_000;) at = feed(push, { seconds: 2, from: at })
  expect(push.made.tracks.length).toBe(2)
  expect(push.of('source').segments.filter((segment) => segment.discontinuity).length).toBe(1)
})
