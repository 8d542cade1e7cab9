import type { AacConfig } from './aac-config.ts'
import type { AvcConfig } from './avc-config.ts'
import { box, fullBox, text, u16, u32, u8 } from './boxes.ts'

/** What a push consists of right now; at least one of both. */
export type Layout = { video: AvcConfig | null; audio: AacConfig | null }

/** In ticks of a second; every encoder's milliseconds are whole numbers of it. */
export const videoTimescale = 90_000
export const trackIds = { video: 1, audio: 2 } as const

/** CMAF header: ftyp and moov of a fragmented file without any sample. */
export function initSegment({ video, audio }: Layout): Buffer {
  const tracks = [...(video ? [videoTrack(video)] : []), ...(audio ? [audioTrack(audio)] : [])]
  const defaults = [...(video ? [trackIds.video] : []), ...(audio ? [trackIds.audio] : [])].map((id) =>
    fullBox('trex', 0, 0, u32(id, 1, 0, 0, 0)),
  )
  return Buffer.concat([
    box('ftyp', text('iso6'), u32(0), text('iso6cmfcmp41')),
    box('moov', movieHeader(), ...tracks, box('mvex', ...defaults)),
  ])
}

export const codecsOf = ({ video, audio }: Layout): string =>
  [video?.codec, audio?.codec].filter((codec) => codec !== undefined).join(',')

const unity = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)

const movieHeader = () =>
  fullBox(
    'mvhd',
    0,
    0,
    u32(0, 0, 1000, 0, 0x10000),
    u16(0x100, 0),
    u32(0, 0),
    unity,
    u32(0, 0, 0, 0, 0, 0, 3),
  )

function videoTrack(config: AvcConfig): Buffer {
  const { width, height, pixel } = config.sps
  const shown = Math.min(0xffff, Math.round((width * pixel.width) / pixel.height))
  const entry = box(
    'avc1',
    u16(0, 0, 0, 1, 0, 0),
    u32(0, 0, 0),
    u16(width, height),
    u32(0x480000, 0x480000, 0),
    u16(1),
    Buffer.alloc(32),
    u16(0x18, 0xffff),
    box('avcC', config.record),
    box('pasp', u32(pixel.width, pixel.height)),
  )
  return box(
    'trak',
    trackHeader(trackIds.video, 0, shown, height),
    media(videoTimescale, 'vide', fullBox('vmhd', 0, 1, u16(0, 0, 0, 0)), entry),
  )
}

function audioTrack(config: AacConfig): Buffer {
  const entry = box(
    'mp4a',
    u16(0, 0, 0, 1),
    u32(0, 0),
    u16(config.channels, 16, 0, 0),
    u32((config.timescale > 0xffff ? 0 : config.timescale) * 0x10000),
    elementaryStream(config.record),
  )
  return box(
    'trak',
    trackHeader(trackIds.audio, 0x100, 0, 0),
    media(config.timescale, 'soun', fullBox('smhd', 0, 0, u16(0, 0)), entry),
  )
}

const trackHeader = (id: number, volume: number, width: number, height: number) =>
  fullBox(
    'tkhd',
    0,
    7,
    u32(0, 0, id, 0, 0, 0, 0),
    u16(0, 1, volume, 0),
    unity,
    u32(width * 0x10000, height * 0x10000),
  )

function media(timescale: number, handler: 'vide' | 'soun', header: Buffer, entry: Buffer): Buffer {
  const sampleTable = box(
    'stbl',
    fullBox('stsd', 0, 0, u32(1), entry),
    fullBox('stts', 0, 0, u32(0)),
    fullBox('stsc', 0, 0, u32(0)),
    fullBox('stsz', 0, 0, u32(0, 0)),
    fullBox('stco', 0, 0, u32(0)),
  )
  const data = box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1)))
  return box(
    'mdia',
    fullBox('mdhd', 0, 0, u32(0, 0, timescale, 0), u16(0x55c4, 0)),
    fullBox('hdlr', 0, 0, u32(0), text(handler), u32(0, 0, 0), text(`${handler}\0`)),
    box('minf', header, data, sampleTable),
  )
}

/** esds: AAC is MPEG-4 audio (0x40), and its configuration goes inside (ISO/IEC 14496-1, 7.2.6). */
function elementaryStream(record: Buffer): Buffer {
  const specific = descriptor(5, record)
  const decoder = descriptor(4, Buffer.concat([u8(0x40, 0x15, 0, 0, 0), u32(0, 0), specific]))
  return fullBox(
    'esds',
    0,
    0,
    descriptor(3, Buffer.concat([u16(trackIds.audio), u8(0), decoder, descriptor(6, u8(2))])),
  )
}

/** Lengths as four bytes of seven bits, as most muxers write them. */
function descriptor(tag: number, content: Buffer): Buffer {
  const { length } = content
  return Buffer.concat([
    u8(tag, 0x80 | (length >> 21), 0x80 | ((length >> 14) & 127), 0x80 | ((length >> 7) & 127), length & 127),
    content,
  ])
}
