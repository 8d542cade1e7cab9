import { expect, test } from 'vitest'
import { PushRefused } from '../push.ts'
import {
  audioConfig,
  audioFrame,
  configs,
  openPush,
  readFragment,
  videoConfig,
  videoFrame,
} from './push.fixture.ts'

/** Numbers that look random and are the same every time (mulberry32). */
function dice(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

const { p720, p1080, wide, stereo48, mono44, surround48 } = configs
const sizes = [p720, p1080, wide]
const sounds = [stereo48, mono44, surround48]

test('whatever comes, it is refused or made into media that adds up', () => {
  const counts = { bodies: 0, refused: 0, parts: 0, segments: 0, tracks: 0, disturbed: 0 }
  for (let seed = 1; seed <= 60; seed++) {
    const roll = dice(seed)
    const push = openPush({ firstSequence: seed })
    const { packager, clock, made } = push
    let time = roll(3) === 0 ? 2 ** 32 - roll(10_000) : roll(100_000)
    const mutated = (body: Buffer): Buffer => {
      if (roll(10) > 0) return body
      const copy = Buffer.from(body)
      for (let i = roll(4); i >= 0; i--) copy[roll(copy.length)] = roll(256)
      return roll(4) === 0 ? copy.subarray(0, roll(copy.length)) : copy
    }
    const give = (kind: 'video' | 'audio', body: Buffer) => {
      counts.bodies += 1
      try {
        packager[kind](time % 2 ** 32, mutated(body))
      } catch (error) {
        if (!(error instanceof PushRefused)) throw error
        counts.refused += 1
      }
    }
    give('video', videoConfig(p720))
    give('audio', audioConfig(stereo48))
    for (let i = 0; i < 300; i++) {
      clock.ms += roll(80)
      time += [33, 33, 33, 0, 500, 20_000, -400, -5000, 2 ** 31][roll(40)] ?? 33
      time = ((time % 2 ** 32) + 2 ** 32) % 2 ** 32
      if (roll(60) === 0) give('video', videoConfig(sizes[roll(3)]!))
      if (roll(60) === 0) give('audio', audioConfig(sounds[roll(3)]!))
      give(
        'video',
        videoFrame({
          key: roll(20) === 0,
          offset: roll(3) === 0 ? roll(2 ** 24) - 2 ** 23 : 0,
          size: 2 + roll(60),
        }),
      )
      for (let n = roll(3); n > 0; n--) give('audio', audioFrame(1 + roll(30)))
    }
    packager.end('lost')
    for (const part of made.parts) {
      expect(part.durationSeconds).toBeGreaterThan(0)
      expect(part.durationSeconds).toBeLessThan(60)
      for (const samples of readFragment(part.bytes).values())
        expect(samples.every(({ duration }) => duration > 0 && duration < 60 * 48_000)).toBe(true)
    }
    const source = push.of('source').segments
    expect(source.map(({ sequence }) => sequence)).toEqual(source.map((_, i) => seed + i))
    expect(source.filter((one) => Math.round(one.durationSeconds) > one.targetSeconds)).toEqual([])
    counts.parts += made.parts.length
    counts.segments += source.length
    counts.tracks += made.tracks.length
    counts.disturbed += packager.signal().disturbances
    expect(made.ended).toBe(1)
  }
  // It came all the way through, not only to the first check.
  expect(counts.bodies).toBeGreaterThan(30_000)
  expect(counts.parts).toBeGreaterThan(1000)
  expect(counts.segments).toBeGreaterThan(200)
  expect(counts.tracks).toBeGreaterThan(150)
  expect(counts.refused).toBeGreaterThan(20)
  expect(counts.disturbed).toBeGreaterThan(300)
})
