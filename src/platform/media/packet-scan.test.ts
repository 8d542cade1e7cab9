import { describe, expect, test } from 'vitest'
import { scanPackets } from './packet-scan.ts'

function scan(lines: string[], videoIndex: number | null = 0) {
  const packets = scanPackets(videoIndex)
  for (const line of lines) packets.line(line)
  return packets.result()
}
const frame = (time: number, key = false, dts = time) =>
  `0,${time.toFixed(6)},${dts.toFixed(6)},0.040000,${key ? 'K_' : '__'}`
const steady = (count: number, step = 0.04) =>
  Array.from({ length: count }, (_, n) => frame(n * step, n % 50 === 0))

describe('packets of a file', () => {
  test('tell where each stream really ends', () => {
    const { ends, start, end } = scan([
      '1,-0.023000,-0.023000,0.023000,K_',
      ...steady(100),
      '1,4.5,4.5,0.1,K_',
    ])
    expect(ends.get(0)).toBeCloseTo(4)
    expect(ends.get(1)).toBeCloseTo(4.6)
    expect(start).toBe(-0.023)
    expect(end).toBeCloseTo(4.6)
  })

  test('that an edit list throws away, that are no numbers or have no time, count for nothing', () => {
    expect(scan(['0,9.0,9.0,0.04,KD', 'nonsense', '0,N/A,N/A,N/A,K_', '']).end).toBeNull()
  })

  test('of bare video follow one another; where some have times, those without stay untold', () => {
    const bare = Array.from({ length: 100 }, (_, n) => `0,N/A,N/A,0.040000,${n % 50 === 0 ? 'K_' : '__'}`)
    const { end, frames } = scan(bare)
    expect(end).toBeCloseTo(4)
    expect(frames.rate).toBeCloseTo(25)
    expect(frames.keyframeSeconds).toBeCloseTo(2)
    expect(frames.variable).toBe(false)
    expect(scan([...steady(100), ...bare]).end).toBeCloseTo(4)
  })

  test('tell the rate and the distance of keyframes, however they are ordered', () => {
    const lines = steady(200)
    const shuffled = lines.toSorted((a, b) => Number(a.length > b.length) || a.localeCompare(b))
    for (const order of [lines, shuffled, lines.toReversed()]) {
      const { frames } = scan(order)
      expect(frames.rate).toBeCloseTo(25)
      expect(frames.keyframeSeconds).toBeCloseTo(2)
      expect(frames.variable).toBe(false)
    }
  })

  test('milliseconds are not taken for a variable rate, dropped frames are', () => {
    const rounded = Array.from({ length: 100 }, (_, n) => frame(Math.round((n * 1000) / 30) / 1000, n === 0))
    expect(scan(rounded).frames.variable).toBe(false)
    expect(scan(steady(100).filter((_, n) => n % 7 !== 3)).frames.variable).toBe(true)
  })

  test('decoding times stand in where presentation times are missing', () => {
    const lines = Array.from(
      { length: 100 },
      (_, n) => `0,${n % 3 === 0 ? n * 0.04 : 'N/A'},${n * 0.04},N/A,K_`,
    )
    expect(scan(lines).frames).toMatchObject({ variable: false, count: 100 })
  })

  test('the tail of a long file does not disturb the head', () => {
    const { frames, end } = scan([...steady(300), ...steady(300).map((_, n) => frame(3600 + n * 0.5))])
    expect(frames.rate).toBeCloseTo(25)
    expect(end).toBeGreaterThan(3600)
  })
})
