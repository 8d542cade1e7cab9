/** What the NAL units of one frame say: `null` when their lengths do not add up to the frame. */
export type FrameUnits = {
  /** Decoding may begin here. */
  key: boolean
}

const [slice, idr] = [1, 5]
/** Types of a slice that is decoded from itself alone (table 7-6). */
const intra = new Set([2, 4, 7, 9])

/**
 * Walks the units of a frame. Encoders lie about keyframes both ways, so: an IDR picture is one whatever the tag says; without any, one that
 * the tag calls a keyframe and whose first slice is intra coded is one too (encoders that refresh without IDR).
 */
export function readUnits(data: Buffer, lengthSize: number, saidKey: boolean): FrameUnits | null {
  let at = 0
  let key: boolean | undefined
  while (at < data.length) {
    if (at + lengthSize >= data.length) return null
    const size = data.readUIntBE(at, lengthSize)
    at += lengthSize
    if (size === 0 || at + size > data.length) return null
    const type = data[at]! & 0x1f
    if (type === idr) key = true
    else if (type === slice) key ??= saidKey && intra.has(sliceType(data, at + 1, at + size))
    at += size
  }
  // Without a slice there is nothing to show.
  return key === undefined ? null : { key }
}

/** The second Exp-Golomb number of the slice header, behind `first_mb_in_slice`, which is 0 in the first slice of a picture. */
function sliceType(data: Buffer, at: number, end: number): number {
  if (at + 1 >= end || data[at]! < 0x80) return -1
  const bits = ((data[at]! << 8) | data[at + 1]!) & 0x7fff
  let zeros = 0
  for (let mask = 0x4000; zeros < 4 && (bits & mask) === 0; mask >>= 1) zeros++
  return zeros > 3 ? -1 : 2 ** zeros - 1 + ((bits >> (14 - 2 * zeros)) & (2 ** zeros - 1))
}
