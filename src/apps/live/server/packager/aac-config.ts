import { type Bits, openBits, readHeader } from './bits.ts'
import { silentFrame } from './silent-frame.ts'

/** AAC as RTMP and MP4 both describe it: the AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1), copied into the init segment as it is. */
export type AacConfig = {
  record: Buffer
  /** Ticks of a second in which frames are counted: the rate of the core, half of what is heard with SBR. */
  timescale: number
  /** Of one frame, in ticks. */
  frame: 1024 | 960
  /** What is heard. */
  sampleRate: number
  channels: number
  /** `mp4a.40.2` (LC), `.5` (with SBR), `.29` (with SBR and PS). */
  codec: string
  /** A frame without any sound, where one is known for this layout. */
  silence: Buffer | null
}

/** `other` is AAC that browsers do not play (Main, LTP, LD, xHE); null is nothing that can be read. */
export function readAacConfig(record: Buffer): AacConfig | 'other' | null {
  if (record.length < 2 || record.length > 256) return null
  return readHeader(() => parse(record, openBits(record)))
}

const rates = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350,
]
const channelCounts = [0, 1, 2, 3, 4, 5, 6, 8]

function parse(record: Buffer, bits: Bits): AacConfig | 'other' | null {
  let type = objectType(bits)
  const core = rateOf(bits)
  const layout = bits.u(4)
  if (core === null || layout > 7) return null
  let heard = core
  let codec = 'mp4a.40.2'
  let stereoFromMono = false
  if (type === 5 || type === 29) {
    stereoFromMono = type === 29
    codec = `mp4a.40.${type}`
    const extended = rateOf(bits)
    if (extended === null) return null
    heard = extended
    type = objectType(bits)
  }
  if (type !== 2) return 'other'
  const frame = bits.flag() ? 960 : 1024
  if (bits.flag()) bits.skip(14)
  bits.skip(1)
  const channels = layout === 0 ? programChannels(bits) : channelCounts[layout]!
  if (channels < 1 || channels > 8) return null
  if (codec === 'mp4a.40.2') {
    const implied = readHeader(() => extension(bits))
    if (implied) {
      heard = implied.rate
      stereoFromMono = implied.parametric
      codec = implied.parametric ? 'mp4a.40.29' : 'mp4a.40.5'
    }
  }
  return {
    record: Buffer.from(record),
    timescale: core,
    frame,
    sampleRate: heard,
    channels: stereoFromMono && channels === 1 ? 2 : channels,
    codec,
    silence: silentFrame(layout),
  }
}

function objectType(bits: Bits): number {
  const type = bits.u(5)
  return type === 31 ? 32 + bits.u(6) : type
}

function rateOf(bits: Bits): number | null {
  const index = bits.u(4)
  const rate = index === 15 ? bits.u(24) : (rates[index] ?? 0)
  return rate >= 7350 && rate <= 96_000 ? rate : null
}

/** SBR (and PS) said behind a configuration that old decoders read too: the backward compatible way. */
function extension(bits: Bits): { rate: number; parametric: boolean } | null {
  if (bits.left() < 16 || bits.u(11) !== 0x2b7 || objectType(bits) !== 5 || !bits.flag()) return null
  const rate = rateOf(bits)
  if (rate === null) return null
  const parametric = bits.left() >= 12 && bits.u(11) === 0x548 && bits.flag()
  return { rate, parametric }
}

/** Channels spelled out as elements: front, side and back may be pairs; low frequency ones are one each. */
function programChannels(bits: Bits): number {
  bits.skip(10)
  const [front, side, back, low, data, coupling] = [
    bits.u(4),
    bits.u(4),
    bits.u(4),
    bits.u(2),
    bits.u(3),
    bits.u(4),
  ]
  if (bits.flag()) bits.skip(4)
  if (bits.flag()) bits.skip(4)
  if (bits.flag()) bits.skip(3)
  let channels = low
  for (let i = 0; i < front + side + back; i++) {
    channels += bits.flag() ? 2 : 1
    bits.skip(4)
  }
  bits.skip(4 * low + 4 * data + 5 * coupling)
  return channels
}
