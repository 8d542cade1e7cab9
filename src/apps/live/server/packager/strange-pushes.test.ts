import { describe, expect, test } from 'vitest'
import { findingsOf } from '../signal/findings.ts'
import { avcConfigOf, readAvcConfig } from './avc-config.ts'
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
import { silentFrame } from './silent-frame.ts'

type Opened = ReturnType<typeof openPush>

const samplesOf = (push: Opened, track: 1 | 2) =>
  push.of('source').parts.flatMap((part) => readFragment(part.bytes).get(track) ?? [])
const codesOf = ({ packager, clock }: Opened) =>
  findingsOf(packager.signal(), null, clock.ms).flatMap(({ level, code }) => (level === 'good' ? [] : [code]))
/** Pictures from here on, without any sound. */
const picturesAlone = (push: Opened, seconds: number, from: number) => {
  for (let i = 0; i < seconds * 30; i++) {
    push.clock.ms += 33
    push.packager.video(from + Math.round((i * 1000) / 30), videoFrame({ key: i % 60 === 0 }))
  }
}
const soundAlone = (push: Opened, seconds: number, from: number) => {
  for (let i = 0; i * 1024 < seconds * 48_000; i++) {
    push.clock.ms += 21
    push.packager.audio(from + Math.round((i * 1024) / 48), audioFrame())
  }
}
/** What players rely on, of either rendition. */
const expectValid = (push: Opened) => {
  for (const rendition of ['source', 'audio'] as const)
    for (const { parts, durationSeconds, targetSeconds } of push.of(rendition).segments) {
      expect(Math.round(durationSeconds)).toBeLessThanOrEqual(targetSeconds)
      expect(parts.reduce((sum, part) => sum + part.durationSeconds, 0)).toBeCloseTo(durationSeconds, 3)
      expect(Math.max(...parts.map((part) => part.durationSeconds))).toBeLessThanOrEqual(0.5005)
    }
}

describe('sound that was announced and does not come is silence, so that players go on', () => {
  test.each([
    ['mono', configs.mono44, 44_100],
    ['stereo', configs.stereo48, 48_000],
    ['5.1', configs.surround48, 48_000],
  ])('%s from the beginning, until it comes', (_, config, rate) => {
    const push = openPush()
    push.packager.audio(0, audioConfig(config))
    push.packager.video(0, videoConfig(configs.p720))
    picturesAlone(push, 10, 0)
    expect(codesOf(push)).toContain('sound-stopped')
    feed(push, { seconds: 10, from: 10_000, audio: config, rate })
    push.packager.end('unpublished')
    const sounds = samplesOf(push, 2)
    const ends = sounds.map(({ time, duration }) => time + duration)
    expect(sounds.slice(1).map(({ time }) => time)).toEqual(ends.slice(0, -1))
    expect(sounds.at(-1)!.time / rate).toBeCloseTo(samplesOf(push, 1).at(-1)!.time / 90_000, 0)
    // All that came is there.
    expect(sounds.filter(({ size }) => size === 300).length).toBeGreaterThan((10 * rate) / 1024 - 12)
    expect(push.made.tracks.length).toBe(2)
    expect(codesOf(push)).not.toContain('sound-stopped')
    expectValid(push)
  })

  test('in the middle, and it comes back in step', () => {
    const push = openPush()
    const at = feed(push, { seconds: 10 })
    picturesAlone(push, 10, at)
    feed(push, { seconds: 10, from: at + 10_000 })
    push.packager.end('unpublished')
    expect(push.of('audio').segments.length).toBe(15)
    const [pictures, sounds] = [samplesOf(push, 1), samplesOf(push, 2)]
    expect(Math.abs(sounds.at(-1)!.time / 48_000 - pictures.at(-1)!.time / 90_000)).toBeLessThan(0.1)
    expect(push.of('source').segments.filter(({ discontinuity }) => discontinuity).length).toBe(1)
    expectValid(push)
  })

  test('sound that comes in lots of two seconds loses none but the first', () => {
    const push = openPush()
    push.packager.audio(0, audioConfig(configs.stereo48))
    push.packager.video(0, videoConfig(configs.p720))
    for (let i = 0; i < 10; i++) {
      picturesAlone(push, 2, i * 2000)
      for (let n = Math.ceil((i * 96_000) / 1024); n * 1024 < (i + 1) * 96_000; n++)
        push.packager.audio(Math.round((n * 1024) / 48), audioFrame())
    }
    const heard = samplesOf(push, 2).filter(({ size }) => size === 300)
    expect(heard.length).toBeGreaterThan(((20 - 4) * 48_000) / 1024)
  })

  test('sound that comes two seconds behind its picture: its lists stay true', () => {
    const push = openPush()
    push.packager.audio(0, audioConfig(configs.stereo48))
    push.packager.video(0, videoConfig(configs.p720))
    let sounds = 0
    for (let i = 0; i < 12 * 30; i++) {
      push.clock.ms += 33
      if (i < 300) push.packager.video(Math.round((i * 1000) / 30), videoFrame({ key: i % 60 === 0 }))
      for (; (sounds * 1024) / 48_000 < i / 30 - 2; sounds++)
        push.packager.audio(Math.round((sounds * 1024) / 48), audioFrame())
    }
    push.packager.end('unpublished')
    expectValid(push)
    expect(samplesOf(push, 2).filter(({ size }) => size === 300).length).toBeGreaterThan(350)
  })

  test('an element list spelled out has no silence that is known', () => {
    expect([0, 8].map(silentFrame)).toEqual([null, null])
  })
})

test.each([2, 10])(
  'the picture stands still for 12 s, keyframes every %s s: what is told stays true',
  (keyEvery) => {
    const push = openPush()
    const at = feed(push, { seconds: 20, keyEvery })
    soundAlone(push, 12, at)
    feed(push, { seconds: 20, from: at + 12_000, keyEvery })
    push.packager.end('unpublished')
    expect(push.of('audio').segments.length).toBe(push.of('source').segments.length)
    expectValid(push)
  },
)

test.each([2900, 1500, -2900])(
  'a picture that begins %s ms before the sound that came first stays in step with it',
  (ms) => {
    const push = openPush()
    push.packager.audio(5000, audioConfig(configs.stereo48))
    push.packager.video(5000 - ms, videoConfig(configs.p720))
    let sounds = 0
    const soundUntil = (time: number) => {
      for (; (sounds * 1024) / 48 <= time - 5000; sounds++)
        push.packager.audio(5000 + Math.round((sounds * 1024) / 48), audioFrame())
    }
    soundUntil(5000)
    for (let i = 0; i < 270; i++) {
      push.clock.ms += 33
      const time = 5000 - ms + Math.round((i * 1000) / 30)
      push.packager.video(time, videoFrame({ key: i % 60 === 0 }))
      soundUntil(time)
    }
    push.packager.end('unpublished')
    const [pictures, heard] = [samplesOf(push, 1), samplesOf(push, 2)]
    expect(pictures.length).toBe(270)
    expect(Math.abs(heard.at(-1)!.time / 48_000 - pictures.at(-1)!.time / 90_000)).toBeLessThan(0.1)
  },
)

test('a picture that comes just as a segment of sound has ended leaves no number out', () => {
  for (let frames = 85; frames < 105; frames++) {
    const push = openPush()
    const at = feed(push, { seconds: (frames * 1024) / 48_000, video: null })
    feed(push, { seconds: 3, from: at })
    push.packager.end('unpublished')
    const { segments } = push.of('source')
    expect(segments.map(({ sequence }) => sequence)).toEqual(segments.map((_, number) => number))
    expect(segments.filter(({ discontinuity }) => discontinuity).length).toBe(2)
  }
})

test('one picture a second, decoded long before it is shown: the sound behind its end is within what was told', () => {
  const push = openPush()
  feed(push, { seconds: 20, framesPerSecond: 1, offset: () => 2000 })
  soundAlone(push, 1.5, 20_000)
  push.packager.end('unpublished')
  for (const { durationSeconds, targetSeconds } of push.of('audio').segments)
    expect(Math.round(durationSeconds)).toBeLessThanOrEqual(targetSeconds)
})

describe('encoders that say what the picture is in the picture', () => {
  const sets = (record: Buffer) => {
    const length = record.readUInt16BE(6)
    const sps = record.subarray(8, 8 + length)
    const second = 8 + length + 1
    return { sps, pps: record.subarray(second + 2, second + 2 + record.readUInt16BE(second)) }
  }
  const within = (record: Buffer, frame: Buffer) => {
    const { sps, pps } = sets(record)
    const unit = (set: Buffer) => Buffer.concat([Buffer.of(0, 0, 0, set.length), set])
    return Buffer.concat([frame.subarray(0, 5), unit(sps), unit(pps), frame.subarray(5)])
  }
  const pictures = (push: Opened, record: Buffer, seconds: number, from: number) => {
    for (let i = 0; i < seconds * 30; i++) {
      push.clock.ms += 33
      const frame = videoFrame({ key: i % 60 === 0 })
      push.packager.video(from + Math.round((i * 1000) / 30), i % 60 === 0 ? within(record, frame) : frame)
    }
  }
  const widths = (push: Opened) => push.made.tracks.flatMap(({ picture }) => picture?.width ?? [])

  test('the record made of them says the same', () => {
    const { sps, pps } = sets(configs.p1080)
    expect(avcConfigOf(sps, pps, 4)).toMatchObject({
      ...readAvcConfig(configs.p1080),
      record: expect.anything(),
    })
    expect(avcConfigOf(Buffer.of(0x67), pps, 4)).toBeNull()
  })

  test('and nowhere else: it is a picture all the same', () => {
    const push = openPush()
    pictures(push, configs.p720, 10, 0)
    expect(widths(push)).toEqual([1280])
    expect(push.of('source').segments.length).toBe(4)
  })

  test('another size that only the picture tells of begins anew, once', () => {
    const push = openPush()
    push.packager.video(0, videoConfig(configs.p720))
    pictures(push, configs.p720, 6, 0)
    for (let i = 0; i < 3; i++) {
      push.packager.video(6000 + 2000 * i, videoConfig(configs.p720))
      pictures(push, configs.p1080, 2, 6000 + 2000 * i)
    }
    expect(widths(push)).toEqual([1280, 1920])
  })

  test('more colour than browsers show is refused here, too', () => {
    const push = openPush()
    expect(() => pictures(push, configs.fullColour, 1, 0)).toThrow(/NV12/)
  })
})

test('a picture that nothing tells how to read is told of, with what to do', () => {
  const push = openPush()
  push.packager.audio(0, audioConfig(configs.stereo48))
  picturesAlone(push, 5, 0)
  expect(codesOf(push)).toContain('picture-unread')
})

test('intra refresh is refused: nobody could begin to watch', () => {
  const push = openPush()
  const { packager, clock } = push
  packager.video(0, videoConfig(configs.p720))
  const send = () => {
    for (let i = 0; i < 600; i++) {
      clock.ms += 33
      const frame = videoFrame({ key: i === 0 })
      // What it calls a keyframe is coded from others.
      if (i % 60 === 0) frame[0] = 0x17
      packager.video(Math.round((i * 1000) / 30), frame)
    }
  }
  expect(send).toThrow(/Intra Refresh/)
  expect(codesOf(push)).toContain('keyframes-partial')
  // Before its event went on air.
  expect(push.of('source').segments).toEqual([])
})

test('keyframes that hang on others are told of', () => {
  const push = openPush()
  const { packager, clock } = push
  packager.video(0, videoConfig(configs.p720))
  for (let i = 0; i < 300; i++) {
    clock.ms += 33
    const key = i % 60 === 0
    const frame = videoFrame({ key, offset: key ? 100 : [33, 0, 66][i % 3]! })
    // An intra picture that is no IDR.
    if (key && i > 0) frame.set([0x41, 0x88], 9)
    packager.video(Math.round((i * 1000) / 30), frame)
  }
  expect(codesOf(push)).toContain('keyframes-open')
  expect(push.of('source').parts.filter(({ independent }) => independent).length).toBe(5)
})
