import { expect, test } from 'vitest'
import { readAacConfig } from './aac-config.ts'
import { readAvcConfig } from './avc-config.ts'
import { readAudioTag } from './flv-audio.ts'
import { readVideoTag } from './flv-video.ts'
import { readUnits } from './nal-units.ts'
import { audioConfig, configs, videoConfig, videoFrame } from './push.fixture.ts'

test('reads what x264 says of its picture', () => {
  expect(readAvcConfig(configs.p720)).toMatchObject({
    codec: 'avc1.64001F',
    lengthSize: 4,
    sps: { width: 1280, height: 720, framesPerSecond: 25, chroma: 1, bitDepth: 8 },
  })
  // 1088 coded lines, of which 8 are cut away.
  expect(readAvcConfig(configs.p1080)?.sps).toMatchObject({ width: 1920, height: 1080 })
  expect(readAvcConfig(configs.wide)?.sps).toMatchObject({
    width: 720,
    height: 576,
    pixel: { width: 64, height: 45 },
  })
  expect(readAvcConfig(configs.fullColour)?.sps.chroma).toBe(3)
})

test('reads every form of AAC that browsers play, and tells the others', () => {
  const read = (hex: string) => readAacConfig(Buffer.from(hex, 'hex'))
  expect(readAacConfig(configs.stereo48)).toMatchObject({
    codec: 'mp4a.40.2',
    timescale: 48_000,
    sampleRate: 48_000,
    channels: 2,
    frame: 1024,
  })
  expect(readAacConfig(configs.mono44)).toMatchObject({ timescale: 44_100, channels: 1 })
  expect(readAacConfig(configs.surround48)).toMatchObject({ channels: 6 })
  // HE-AAC said outright: core 24 kHz, heard at 48 kHz; HE-AAC v2: one channel becomes two.
  expect(read('2b118800')).toMatchObject({
    codec: 'mp4a.40.5',
    timescale: 24_000,
    sampleRate: 48_000,
    channels: 2,
  })
  expect(read('eb098800')).toMatchObject({
    codec: 'mp4a.40.29',
    timescale: 24_000,
    sampleRate: 48_000,
    channels: 2,
  })
  // The same behind a configuration for old decoders.
  expect(read('131056e598')).toMatchObject({ codec: 'mp4a.40.5', timescale: 24_000, sampleRate: 48_000 })
  expect(read('0990')).toBe('other')
  expect(read('1f')).toBeNull()
  expect(read('1780')).toBeNull()
})

test.each(Object.entries(configs))('every cut of %s is refused or read, never thrown at', (_, record) => {
  for (let size = 0; size < record.length; size++) {
    expect(() => readAvcConfig(record.subarray(0, size))).not.toThrow()
    expect(() => readAacConfig(record.subarray(0, size))).not.toThrow()
  }
})

test('a keyframe is what can be decoded alone, whatever the encoder calls it', () => {
  const unit = (...bytes: number[]) => Buffer.from([0, 0, 0, bytes.length, ...bytes])
  const [idr, intra, inter] = [unit(0x65, 0x88, 0x80), unit(0x41, 0x88, 0x80), unit(0x41, 0x9a, 0x80)]
  const read = (data: Buffer, said: boolean) => {
    const units = readUnits(data, 4, said)
    return units && { key: units.key, idr: units.idr }
  }
  expect(read(idr, false)).toEqual({ key: true, idr: true })
  expect(read(intra, true)).toEqual({ key: true, idr: false })
  expect(read(intra, false)).toEqual({ key: false, idr: false })
  expect(read(inter, true)).toEqual({ key: false, idr: false })
  // Delimiters and messages come first; alone they show nothing.
  const delimiter = unit(0x09, 0xf0)
  expect(read(Buffer.concat([delimiter, idr]), false)).toEqual({ key: true, idr: true })
  expect(read(delimiter, true)).toBeNull()
  expect(read(idr.subarray(0, -1), true)).toBeNull()
  expect(read(Buffer.concat([idr, Buffer.from([0])]), true)).toBeNull()
  // Empty units are left out.
  const empty = Buffer.alloc(4)
  expect(readUnits(Buffer.concat([empty, delimiter, empty, idr, empty]), 4, true)?.data).toEqual(
    Buffer.concat([delimiter, idr]),
  )
  expect(readUnits(idr, 4, true)?.data).toBe(idr)
})

test('the enhanced header is understood for H.264 and AAC, too', () => {
  const fourCc = (first: number, name: string, rest: Buffer) =>
    Buffer.concat([Buffer.from([first]), Buffer.from(name), rest])
  const data = videoFrame({ key: true }).subarray(5)
  const offset = Buffer.from([0xff, 0xff, 0xfe])
  expect(readVideoTag(fourCc(0x90, 'avc1', configs.p720))).toEqual({ kind: 'config', record: configs.p720 })
  expect(readVideoTag(fourCc(0x91, 'avc1', Buffer.concat([offset, data])))).toEqual({
    kind: 'frame',
    key: true,
    offset: -2,
    data,
  })
  expect(readVideoTag(fourCc(0xa3, 'avc1', data))).toEqual({ kind: 'frame', key: false, offset: 0, data })
  expect(readAudioTag(fourCc(0x90, 'mp4a', configs.stereo48))).toEqual({
    kind: 'config',
    record: configs.stereo48,
  })
  expect(readVideoTag(videoConfig(configs.p720)).kind).toBe('config')
  expect(readAudioTag(audioConfig(configs.stereo48)).kind).toBe('config')
})

test.each([
  ['HEVC of old', Buffer.from([0x1c, 0, 0, 0, 0]), 'HEVC'],
  ['HEVC', Buffer.from('\x90hvc1xxxx', 'latin1'), 'HEVC'],
  ['AV1', Buffer.from('\x90av01xxxx', 'latin1'), 'AV1'],
  ['VP9', Buffer.from('\x90vp09xxxx', 'latin1'), 'VP9'],
  ['H.263', Buffer.from([0x22, 0, 0]), 'H.263'],
])('%s is refused with what to change', (_, body, name) => {
  expect(() => readVideoTag(body)).toThrow(
    expect.objectContaining({ name: 'PushRefused', code: 'video-codec-not-supported' }),
  )
  expect(() => readVideoTag(body)).toThrow(new RegExp(`${name}.*x264`))
})

test.each([
  ['MP3', Buffer.from([0x2f, 1, 2]), 'MP3'],
  ['Opus', Buffer.from('\x90Opusxxxx', 'latin1'), 'Opus'],
])('%s is refused with what to change', (_, body, name) => {
  expect(() => readAudioTag(body)).toThrow(new RegExp(`${name}.*AAC`))
})
