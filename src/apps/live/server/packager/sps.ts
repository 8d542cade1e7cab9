import { type Bits, openBits, readHeader } from './bits.ts'

/** What a sequence parameter set of H.264 says of the picture (ITU-T H.264, 7.3.2.1.1 and annex E). */
export type Sps = {
  /** As shown, after cropping. */
  width: number
  height: number
  /** Of one pixel: width over height. 1:1 unless it says otherwise. */
  pixel: { width: number; height: number }
  /** As promised; null when it promises nothing (or nonsense). */
  framesPerSecond: number | null
  /** 1 is 4:2:0, what browsers can show. */
  chroma: number
  bitDepth: number
}

/** Null for anything that is not a whole, plausible parameter set. `nal` begins with the NAL header. */
export function readSps(nal: Buffer): Sps | null {
  if (nal.length < 4 || nal.length > 4096 || (nal[0]! & 0x1f) !== 7) return null
  return readHeader(() => parse(openBits(withoutEmulation(nal.subarray(1)))))
}

const withChroma = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135])

function parse(bits: Bits): Sps | null {
  const profile = bits.u(8)
  bits.skip(16)
  bits.ue()
  let chroma = 1
  let bitDepth = 8
  if (withChroma.has(profile)) {
    chroma = bits.ue()
    if (chroma > 3) return null
    if (chroma === 3) bits.skip(1)
    bitDepth = 8 + Math.max(bits.ue(), bits.ue())
    bits.skip(1)
    if (bits.flag())
      for (let i = 0; i < (chroma === 3 ? 12 : 8); i++) if (bits.flag()) skipScaling(bits, i < 6 ? 16 : 64)
  }
  bits.ue()
  skipOrderCount(bits)
  bits.ue()
  bits.skip(1)
  const columns = bits.ue() + 1
  const rows = bits.ue() + 1
  const progressive = bits.flag()
  if (!progressive) bits.skip(1)
  bits.skip(1)
  const crop = bits.flag() ? [bits.ue(), bits.ue(), bits.ue(), bits.ue()] : [0, 0, 0, 0]
  const [left = 0, right = 0, top = 0, bottom = 0] = crop
  const stepX = chroma === 1 || chroma === 2 ? 2 : 1
  const stepY = (chroma === 1 ? 2 : 1) * (progressive ? 1 : 2)
  const width = columns * 16 - (left + right) * stepX
  const height = rows * 16 * (progressive ? 1 : 2) - (top + bottom) * stepY
  if (width < 16 || height < 16 || width > 8192 || height > 8192) return null
  return { width, height, chroma, bitDepth, ...(readHeader(() => usability(bits)) ?? plain) }
}

const plain = { pixel: { width: 1, height: 1 }, framesPerSecond: null }

function skipScaling(bits: Bits, size: number): void {
  let last = 8
  let next = 8
  for (let i = 0; i < size; i++) {
    if (next !== 0) next = (last + bits.se() + 256) % 256
    last = next === 0 ? last : next
  }
}

function skipOrderCount(bits: Bits): void {
  const type = bits.ue()
  if (type === 0) bits.ue()
  if (type !== 1) return
  bits.skip(1)
  bits.se()
  bits.se()
  const cycle = bits.ue()
  for (let i = 0; i < cycle && i < 256; i++) bits.se()
}

/** Shapes of a pixel by their number (table E-1); 255 spells it out. */
const pixels = [
  [1, 1],
  [1, 1],
  [12, 11],
  [10, 11],
  [16, 11],
  [40, 33],
  [24, 11],
  [20, 11],
  [32, 11],
  [80, 33],
  [18, 11],
  [15, 11],
  [64, 33],
  [160, 99],
  [4, 3],
  [3, 2],
  [2, 1],
] as const

/** Video usability information; a set that is cut off here still shows a picture. */
function usability(bits: Bits): Pick<Sps, 'pixel' | 'framesPerSecond'> {
  if (!bits.flag()) return plain
  let pixel: Sps['pixel'] = plain.pixel
  if (bits.flag()) {
    const shape = bits.u(8)
    const [width, height] = shape === 255 ? [bits.u(16), bits.u(16)] : (pixels[shape] ?? [1, 1])
    if (width > 0 && height > 0) pixel = { width, height }
  }
  if (bits.flag()) bits.skip(1)
  if (bits.flag()) {
    bits.skip(4)
    if (bits.flag()) bits.skip(24)
  }
  if (bits.flag()) {
    bits.ue()
    bits.ue()
  }
  return { pixel, framesPerSecond: bits.flag() ? rate(bits.u(32), bits.u(32)) : null }
}

/** Two ticks make a frame. */
function rate(tick: number, scale: number): number | null {
  const frames = tick > 0 ? scale / (2 * tick) : 0
  return frames >= 1 && frames <= 240 ? Math.round(frames * 1000) / 1000 : null
}

/** Without the 3 of every 0 0 3. */
function withoutEmulation(bytes: Buffer): Buffer {
  const out = Buffer.alloc(bytes.length)
  let size = 0
  let zeros = 0
  for (const byte of bytes) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0
      continue
    }
    zeros = byte === 0 ? zeros + 1 : 0
    out[size++] = byte
  }
  return out.subarray(0, size)
}
