import { describe, expect, test } from 'vitest'
import { encodeArgs } from './encode-args.ts'
import { inputOptions } from './input.ts'
import { ladder } from './ladder.ts'
import { narrowArgs } from './narrow.ts'
import { aProbe, aVideo } from '../../../test/media/probe-example.ts'
import { rewrapArgs } from './rewrap.ts'
import { layTiles, tileIndex } from './storyboard.ts'

const graphOf = (args: string[]) => args[args.indexOf('-filter_complex') + 1]!
const heights = [720, 360]

test('an input is opened with its own demuxer, as a plain file, within the pixel budget', () => {
  expect(inputOptions('matroska').join(' ')).toBe(
    '-f matroska -format_whitelist matroska -protocol_whitelist file -max_pixels 50000000',
  )
})

test('a picture that goes on comes as FLV of H.264 by stdin, and keeps its times and keyframes', () => {
  const size = { width: 640, height: 360 }
  const text = narrowArgs({ source: { width: 1280, height: 720 }, size, bitrate: 700_000 }).join(' ')
  expect(text).toContain('-f flv -format_whitelist flv -protocol_whitelist pipe')
  expect(text.indexOf('-codec_whitelist h264')).toBeLessThan(text.indexOf('-i pipe:0'))
  expect(text).toContain('-copyts')
  expect(text).toContain('-fps_mode passthrough')
  expect(text).toContain('-force_key_frames source')
  expect(text).toMatch(/ pipe:1$/)
})

describe('encoding', () => {
  test('decodes once, scales each size from the next larger, and keeps keyframes together', () => {
    const probe = aProbe()
    const args = encodeArgs(probe, ladder(probe, heights))
    expect(graphOf(args)).toBe(
      '[0:0]fps=30:start_time=0,scale=1280:720:flags=bicubic,setsar=1,format=yuv420p,split=2[v0][s0];' +
        '[s0]scale=640:360:flags=bicubic,setsar=1[v1];' +
        '[0:1]aresample=48000:async=1:first_pts=0,aformat=channel_layouts=stereo,asplit=2[a0][a1]',
    )
    expect(args.join(' ').match(/-g 60 -keyint_min 60 -sc_threshold 0/g)).toHaveLength(2)
    expect(args.filter((arg) => arg.endsWith('.m3u8'))).toEqual(['720.m3u8', '360.m3u8'])
  })

  test('HDR is mapped after scaling, interlaced pictures are woven apart before', () => {
    const probe = aProbe({ video: aVideo({ hdr: 'hlg', interlaced: true }), audio: [] })
    const graph = graphOf(encodeArgs(probe, ladder(probe, [720])))
    expect(graph).toMatch(
      /bwdif.*scale=1280:720.*color_trc=arib-std-b67.*tonemap=hable.*format=yuv420p\[v0\]$/,
    )
    expect(graph).not.toContain('aresample')
  })

  test('sound alone makes an audio rendition', () => {
    const probe = aProbe({ video: null })
    const args = encodeArgs(probe, ladder(probe, heights))
    expect(args).toContain('audio.m3u8')
    expect(args).not.toContain('libx264')
  })

  test('where it was filmed is not copied', () => {
    const probe = aProbe()
    for (const args of [encodeArgs(probe, ladder(probe, heights)), rewrapArgs(probe)])
      expect(args.join(' ')).toContain('-sn -dn -map_metadata -1 -map_chapters -1')
  })
})

describe('re-wrapping', () => {
  test('copies pictures and AAC LC stereo', () => {
    expect(rewrapArgs(aProbe()).join(' ')).toContain('-c:v copy -map 0:1 -c:a copy')
  })

  test.each([{ codec: 'ac3' }, { profile: 'HE-AAC' }, { channels: 6 }, { sampleRate: 96_000 }])(
    'encodes other sound: %j',
    (differs) => {
      const probe = aProbe()
      const args = rewrapArgs({ ...probe, audio: [{ ...probe.audio[0]!, ...differs }] }).join(' ')
      expect(args).toContain('-c:v copy')
      expect(args).toContain('-c:a aac')
    },
  )
})

describe('the storyboard', () => {
  test.each([
    [0.4, 1],
    [5, 5],
    [5.758, 6],
    [100, 100],
    [43_200, 100],
  ])('%s seconds have %i tiles', (seconds, count) => {
    expect(layTiles({ width: 1920, height: 1080 }, seconds)).toMatchObject({ count, width: 160, height: 90 })
  })

  test('names every tile and ends with the clip', () => {
    const vtt = tileIndex(layTiles({ width: 1080, height: 1920 }, 11.5), 11.5)
    expect(vtt).toMatch(/^WEBVTT\n\n00:00:00\.000 --> 00:00:01\.000\nstoryboard\.jpg#xywh=0,0,90,160\n/)
    expect(vtt).toMatch(/00:00:11\.000 --> 00:00:11\.500\nstoryboard\.jpg#xywh=90,160,90,160\n$/)
  })
})
