import { describe, expect, test } from 'vitest'
import { readAvcConfig } from '../packager/avc-config.ts'
import type { Part, Segment, Track } from '../packager/packaged.ts'
import { configs, feed, openPush, readFragment as strictly } from '../packager/push.fixture.ts'
import { readFragment } from '../packager/read-fragment.ts'
import { openRecutter, type SmallFrame } from './recutter.ts'

type Options = Parameters<typeof feed>[1]

/** A source, and what is cut of frames that an encoder makes of it: `encode` gives them, in the order in which they are shown. */
async function recut(options: Options, encode: (frames: SmallFrame[]) => SmallFrame[] = (frames) => frames) {
  const push = openPush()
  feed(push, options)
  push.packager.end('unpublished')
  const source = push.of('source')
  const made = { tracks: [] as Track[], parts: [] as Part[], segments: [] as Segment[] }
  const recutter = openRecutter({
    listener: {
      track: (track) => void made.tracks.push(track),
      part: (part) => void made.parts.push(part),
      segment: (segment) => void made.segments.push(segment),
    },
    audio: push.made.tracks[0]!.layout.audio,
    framesPerSecond: 30,
  })
  recutter.config(readAvcConfig(configs.p720)!)
  const frames: SmallFrame[] = []
  for (const part of source.parts) {
    const samples = readFragment(part.bytes)
    for (const sample of samples.video) {
      const { time, offset, key } = sample
      recutter.picture(sample)
      frames.push({ shown: time + offset, key, data: Buffer.from('small') })
    }
    recutter.plan(part, samples)
    const segment = source.segments.find(({ sequence }) => sequence === part.sequence)
    if (segment?.parts.at(-1) === part) recutter.close(segment)
  }
  for (const frame of encode(frames.toSorted((a, b) => a.shown - b.shown))) recutter.frame(frame)
  await Promise.resolve()
  return { source, made }
}

/** Without what differs: bytes, and which rendition it is. */
const shape = (part: Part) => ({ ...part, bytes: null, rendition: null })
const timesOf = (parts: readonly Part[], track: number) =>
  parts
    .flatMap(({ bytes }) => strictly(bytes).get(track) ?? [])
    .map(({ time, duration, offset }) => ({ time, duration, offset }))

describe('frames that come back are cut as the source is', () => {
  test.each<[string, Options]>([
    ['without B-frames', { seconds: 9 }],
    ['with B-frames', { seconds: 9, offset: (frame) => [67, 133, 33, 33][frame % 4]! }],
    ['at 25 frames a second and keyframes every 1.2 s', { seconds: 9, framesPerSecond: 25, keyEvery: 1.2 }],
    ['without sound', { seconds: 9, audio: null }],
  ])('%s', async (_, options) => {
    const { source, made } = await recut(options)
    // What comes behind the last frame is not known before the stream ends: the last part is not compared.
    const count = Math.min(made.parts.length, source.parts.length - 1)
    const parts = made.parts.slice(0, count)
    expect(count).toBeGreaterThan(source.parts.length - 3)
    expect(parts.map(shape)).toEqual(source.parts.slice(0, count).map(shape))
    expect(made.parts.every(({ rendition }) => rendition === '360')).toBe(true)
    const [small, whole] = [timesOf(parts, 1), timesOf(source.parts.slice(0, count), 1)]
    expect(small.length).toBe(whole.length)
    const shown = (samples: typeof small) =>
      samples.map(({ time, offset }) => time + offset).toSorted((a, b) => a - b)
    expect(shown(small)).toEqual(shown(whole))
    expect(small.map(({ time }) => time)).toEqual(small.map(({ time }) => time).toSorted((a, b) => a - b))
    expect(timesOf(parts, 2)).toEqual(timesOf(source.parts.slice(0, count), 2))
    for (const segment of made.segments) {
      const { durationSeconds, targetSeconds, discontinuity } = source.segments.find(
        ({ sequence }) => sequence === segment.sequence,
      )!
      expect(segment).toMatchObject({ durationSeconds, targetSeconds, discontinuity, rendition: '360' })
      expect(segment.parts[0]!.independent).toBe(true)
    }
    expect(made.tracks).toHaveLength(1)
  })

  test('frames that the encoder left out make those before them longer', async () => {
    const { source, made } = await recut({ seconds: 9 }, (frames) =>
      frames.filter((frame, i) => frame.key || i % 3 > 0),
    )
    expect(made.parts.map(shape)).toEqual(source.parts.slice(0, made.parts.length).map(shape))
    for (const part of made.parts) {
      const samples = timesOf([part], 1)
      for (const [i, { time, duration }] of samples.slice(0, -1).entries())
        expect(time + duration).toBe(samples[i + 1]!.time)
    }
  })

  test('a part is told when the frame behind it is there', async () => {
    const { made } = await recut({ seconds: 5 }, (frames) => frames.slice(0, 15))
    expect(made.parts).toHaveLength(0)
    const { made: more } = await recut({ seconds: 5 }, (frames) => frames.slice(0, 16))
    expect(more.parts).toHaveLength(1)
  })
})

test('the samples of a part are read as they were written', () => {
  const push = openPush()
  feed(push, { seconds: 3, offset: (frame) => (frame % 2) * 40 })
  for (const { bytes } of push.made.parts) {
    const { video, audio } = readFragment(bytes)
    const strict = strictly(bytes)
    const plain = ({ time, duration, data }: { time: number; duration: number; data: Buffer }) => ({
      time,
      duration,
      size: data.length,
    })
    expect(video.map((sample) => ({ ...plain(sample), key: sample.key, offset: sample.offset }))).toEqual(
      strict.get(1) ?? [],
    )
    expect(audio.map((sample) => ({ ...plain(sample), key: true, offset: 0 }))).toEqual(strict.get(2) ?? [])
  }
})
