import { describe, expect, test } from 'vitest'
import { frameSize, ladder, outputRate } from './ladder.ts'
import { aProbe, aVideo } from '../../../test/media/probe-example.ts'

const heights = [1080, 720, 480, 360, 240]
const sizes = (width: number, height: number) =>
  ladder(aProbe({ video: aVideo({ width, height }) }), heights).map((plan) => [plan.width, plan.height])

describe('rungs', () => {
  test('are even, as shown, and never above the source', () => {
    expect(sizes(1920, 1080)).toEqual([
      [426, 240],
      [640, 360],
      [852, 480],
      [1280, 720],
      [1920, 1080],
    ])
    expect(sizes(853, 481).at(-1)).toEqual([850, 480])
    expect(sizes(3840, 2160)).toHaveLength(5)
  })

  test('stand upright when the source does: the width is the shorter side', () => {
    expect(sizes(720, 1280)).toEqual([
      [240, 240],
      [360, 360],
      [480, 480],
      [720, 720],
    ])
    expect(frameSize(aVideo({ width: 720, height: 1280 }), 480)).toEqual({ width: 480, height: 852 })
  })

  test('below all heights there is one at the size of the source', () => {
    expect(sizes(321, 201)).toEqual([[318, 200]])
    expect(sizes(1, 1)).toEqual([[2, 2]])
  })

  test('sound alone has one rung without a picture', () => {
    expect(ladder(aProbe({ video: null }), heights)).toEqual([
      { height: 0, width: 0, videoBitrate: 0, audioBitrate: 128_000 },
    ])
  })

  test('bitrates grow with the pixel rate and stop at that of the source', () => {
    const rates = (video: Parameters<typeof aVideo>[0]) =>
      ladder(aProbe({ video: aVideo(video) }), heights).map((plan) => plan.videoBitrate)
    expect(rates({ bitrate: null })).toEqual([523_169, 962_250, 1_479_745, 2_721_655, 5_000_000])
    expect(rates({ bitrate: 1_000_000 }).at(-1)).toBe(1_000_000)
    expect(rates({ bitrate: 1_000_000, codec: 'hevc' }).at(-1)).toBe(1_600_000)
    expect(rates({ bitrate: null, frameRate: 60 }).at(-1)).toBeGreaterThan(8_000_000)
  })
})

describe('the rate of a rung', () => {
  test.each([
    [29.97002997, false, '30000/1001'],
    [25, false, '25'],
    [12.5, false, '12.500'],
    [120, false, '60'],
    [240.02, false, '60'],
    [200, false, '50'],
    [90, false, '45.000'],
    [29.8, true, '30000/1001'],
    [30, true, '30'],
    [18, true, '24000/1001'],
    [3, true, '10'],
    [70, true, '48'],
  ])('%s (variable: %s) is %s', (frameRate, variableFrameRate, expression) => {
    expect(outputRate(aVideo({ frameRate, variableFrameRate })).expression).toBe(expression)
  })
})
