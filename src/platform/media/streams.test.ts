import { describe, expect, test } from 'vitest'
import type { StreamAnswer } from './ffprobe-answer.ts'
import { pickAudio, pickVideo, readVideo } from './streams.ts'

const stream = (differs: Partial<StreamAnswer>): StreamAnswer => ({
  index: 0,
  codec_type: 'video',
  codec_name: 'h264',
  width: 1920,
  height: 1080,
  ...differs,
})
const sound = (differs: Partial<StreamAnswer>) =>
  stream({ codec_type: 'audio', codec_name: 'aac', channels: 2, ...differs })
const frames = { rate: null, variable: false, keyframeSeconds: 2, count: 0 }
const read = (
  differs: Partial<StreamAnswer>,
  seen: Partial<typeof frames> | { rate: number; count: number } = {},
) =>
  readVideo(
    stream(differs),
    { ends: new Map([[0, 11]]), start: 1, end: 12, frames: { ...frames, ...seen } },
    { durationSeconds: 11, bitrate: 5 },
  )

describe('which streams are shown', () => {
  test('a cover is no video', () => {
    const cover = stream({ codec_name: 'mjpeg', disposition: { attached_pic: 1 } })
    expect(pickVideo({ streams: [cover], format: {} })).toBeNull()
  })

  test('the default one, then the larger; one that cannot be decoded last', () => {
    const small = stream({ index: 1, width: 640, height: 360 })
    const large = stream({ index: 2 })
    const strange = stream({ index: 3, codec_name: 'none', disposition: { default: 1 } })
    expect(pickVideo({ streams: [small, large, strange], format: {} })?.index).toBe(2)
    const chosen = { ...small, disposition: { default: 1 } }
    expect(pickVideo({ streams: [large, chosen], format: {} })?.index).toBe(1)
    expect(pickVideo({ streams: [strange], format: {} })?.index).toBe(3)
  })

  test('the default sound first, unknown codings not at all', () => {
    const streams = [
      sound({ index: 1 }),
      sound({ index: 2, disposition: { default: 1 } }),
      sound({ index: 3, codec_name: 'apac' }),
      sound({ index: 4, codec_name: 'pcm_s24be' }),
    ]
    expect(pickAudio({ streams, format: {} }).map(({ index }) => index)).toEqual([2, 1, 4])
  })
})

describe('a picture as it is shown', () => {
  test.each([
    [-90, 90, 1080, 1920],
    [90, 270, 1080, 1920],
    [180, 180, 1920, 1080],
    [-180, 180, 1920, 1080],
    [0, 0, 1920, 1080],
    [-89.6, 90, 1080, 1920],
  ])('ffprobe’s rotation %i is %i clockwise', (told, rotation, width, height) => {
    expect(read({ side_data_list: [{}, { rotation: told }] })).toMatchObject({ rotation, width, height })
  })

  test('has square pixels, unless the aspect ratio is absurd', () => {
    expect(read({ width: 1440, sample_aspect_ratio: '4:3' })).toMatchObject({ width: 1920, height: 1080 })
    expect(read({ sample_aspect_ratio: '1:1000' })).toMatchObject({ width: 1920 })
    expect(read({ sample_aspect_ratio: '0:1' })).toMatchObject({ width: 1920 })
  })

  test('has the rate of its packets when the header lies', () => {
    expect(read({ avg_frame_rate: '30000/1001' }, { rate: 29.9, count: 500 }).frameRate).toBeCloseTo(29.97)
    expect(read({ avg_frame_rate: '90000/1' }, { rate: 25, count: 500 }).frameRate).toBe(25)
    expect(read({ avg_frame_rate: '0/0', r_frame_rate: '24/1' }).frameRate).toBe(24)
    expect(read({}).frameRate).toBe(25)
  })

  test.each([
    ['smpte2084', 'pq', 'yuv420p10le', 10],
    ['arib-std-b67', 'hlg', 'p010le', 10],
    ['bt709', null, 'yuv420p', 8],
  ])('%s is %s', (color_transfer, hdr, pix_fmt, bitsPerSample) => {
    expect(read({ color_transfer, pix_fmt })).toMatchObject({ hdr, bitsPerSample })
  })

  test('lasts as long as its own packets', () => {
    expect(read({}).durationSeconds).toBe(10)
  })
})
