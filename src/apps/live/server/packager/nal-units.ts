/** What the NAL units of one frame say. */
export type FrameUnits = {
  /** Decoding may begin here. */
  key: boolean
  /** And nothing that comes needs what was before. */
  idr: boolean
  /** Parameter sets that stand in the frame itself. */
  sps: Buffer | null
  pps: Buffer | null
  /** The frame without units that are empty: no decoder expects them. */
  data: Buffer
}

const [slice, idrSlice, sequenceSet, pictureSet] = [1, 5, 7, 8]
/** Types of a slice that is decoded from itself alone (table 7-6). */
const intra = new Set([2, 4, 7, 9])

/**
 * Walks the units of a frame; null when their lengths do not add up to it, or none is a slice. Encoders lie about keyframes both ways, so: an
 * IDR picture is one whatever the tag says; without any, one that the tag calls a keyframe and whose first slice is intra coded is one too
 * (open groups of pictures).
 */
export function readUnits(data: Buffer, lengthSize: number, saidKey: boolean): FrameUnits | null {
  let at = 0
  let [key, idr]: [boolean | undefined, boolean] = [undefined, false]
  let [sps, pps]: [Buffer | null, Buffer | null] = [null, null]
  const kept: Buffer[] = []
  let keptFrom = 0
  while (at < data.length) {
    const from = at
    if (at + lengthSize > data.length) return null
    const size = data.readUIntBE(at, lengthSize)
    at += lengthSize
    if (size === 0) {
      if (from > keptFrom) kept.push(data.subarray(keptFrom, from))
      keptFrom = at
      continue
    }
    if (at + size > data.length) return null
    const type = data[at]! & 0x1f
    if (type === idrSlice) key = idr = true
    else if (type === slice) key ??= saidKey && intra.has(sliceType(data, at + 1, at + size))
    else if (type === sequenceSet) sps ??= data.subarray(at, at + size)
    else if (type === pictureSet) pps ??= data.subarray(at, at + size)
    at += size
  }
  // Without a slice there is nothing to show.
  if (key === undefined) return null
  const whole = keptFrom === 0 ? data : Buffer.concat([...kept, data.subarray(keptFrom)])
  return { key, idr, sps, pps, data: whole }
}

/** The second Exp-Golomb number of the slice header, behind `first_mb_in_slice`, which is 0 in the first slice of a picture. */
function sliceType(data: Buffer, at: number, end: number): number {
  if (at + 1 >= end || data[at]! < 0x80) return -1
  const bits = ((data[at]! << 8) | data[at + 1]!) & 0x7fff
  let zeros = 0
  for (let mask = 0x4000; zeros < 4 && (bits & mask) === 0; mask >>= 1) zeros++
  return zeros > 3 ? -1 : 2 ** zeros - 1 + ((bits >> (14 - 2 * zeros)) & (2 ** zeros - 1))
}
