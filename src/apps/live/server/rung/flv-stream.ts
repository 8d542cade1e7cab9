/** An FLV of H.264 alone, as it is spoken with the encoder of the small picture. Times are milliseconds. */
export const flvHeader: Buffer = Buffer.from([0x46, 0x4c, 0x56, 1, 1, 0, 0, 0, 9, 0, 0, 0, 0])

const video = 9
/** Bytes; what is larger is no picture of a few hundred kilobits a second. */
const largest = 4 * 2 ** 20

export const configTag = (record: Buffer): Buffer => tag(0, Buffer.from([0x17, 0, 0, 0, 0]), record)

export function frameTag(frame: { ms: number; offset: number; key: boolean; data: Buffer }): Buffer {
  const head = Buffer.from([frame.key ? 0x17 : 0x27, 1, 0, 0, 0])
  head.writeIntBE(frame.offset, 2, 3)
  return tag(frame.ms, head, frame.data)
}

function tag(ms: number, head: Buffer, data: Buffer): Buffer {
  const size = head.length + data.length
  const out = Buffer.allocUnsafe(11 + size + 4)
  out[0] = video
  out.writeUIntBE(size, 1, 3)
  out.writeUIntBE(ms % 2 ** 24, 4, 3)
  out[7] = Math.floor(ms / 2 ** 24)
  out.writeUIntBE(0, 8, 3)
  head.copy(out, 11)
  data.copy(out, 11 + head.length)
  out.writeUInt32BE(11 + size, 11 + size)
  return out
}

/** Takes an FLV as it comes and hands on the bodies of its video tags. Throws for what is none. */
export function openFlvReader(take: (ms: number, body: Buffer) => void): (chunk: Buffer) => void {
  let left: Buffer = Buffer.alloc(0)
  let begun = false
  return (chunk) => {
    left = left.length === 0 ? chunk : Buffer.concat([left, chunk])
    if (!begun) {
      if (left.length < flvHeader.length) return
      if (left.toString('latin1', 0, 3) !== 'FLV') throw new Error('what came out is no FLV')
      left = left.subarray(flvHeader.length)
      begun = true
    }
    while (left.length >= 15) {
      const size = left.readUIntBE(1, 3)
      if (size > largest) throw new Error(`a frame of ${size} bytes came out`)
      if (left.length < size + 15) return
      if (left[0] === video) take(left.readUIntBE(4, 3) + left[7]! * 2 ** 24, left.subarray(11, 11 + size))
      left = left.subarray(size + 15)
    }
  }
}
