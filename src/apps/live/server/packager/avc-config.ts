import { readSps, type Sps } from './sps.ts'

/** H.264 as RTMP and MP4 both describe it: the AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1), copied into the init segment as it is. */
export type AvcConfig = {
  record: Buffer
  sps: Sps
  /** Bytes before each NAL unit: 1, 2 or 4. */
  lengthSize: number
  /** `avc1.640028`. */
  codec: string
  profile: number
}

/** Null when it is cut off, or says nothing of a picture. The record is copied: it outlives the message it came in. */
export function readAvcConfig(record: Buffer): AvcConfig | null {
  if (record.length < 8 || record.length > 16_384 || record[0] !== 1) return null
  const lengthSize = (record[4]! & 3) + 1
  if (lengthSize === 3) return null
  const sets = parameterSets(record, 5, record[5]! & 0x1f)
  if (!sets || sets.nals.length === 0) return null
  const pictures = sets.end < record.length ? parameterSets(record, sets.end, record[sets.end]!) : null
  if (!pictures || pictures.nals.length === 0) return null
  const sps = readSps(sets.nals[0]!)
  if (!sps) return null
  return {
    record: Buffer.from(record),
    sps,
    lengthSize,
    codec: `avc1.${record.toString('hex', 1, 4).toUpperCase()}`,
    profile: record[1]!,
  }
}

/** The same said by parameter sets that stand in the frames. */
export function avcConfigOf(sps: Buffer, pps: Buffer, lengthSize: number): AvcConfig | null {
  if (sps.length < 4) return null
  const counted = (count: number, set: Buffer) => {
    const head = Buffer.of(count, 0, 0)
    head.writeUInt16BE(set.length, 1)
    return [head, set]
  }
  const head = Buffer.of(1, sps[1]!, sps[2]!, sps[3]!, 0xfc | (lengthSize - 1))
  return readAvcConfig(Buffer.concat([head, ...counted(0xe1, sps), ...counted(1, pps)]))
}

/** `count` units of two bytes of length each, from behind the byte that counts them. */
function parameterSets(
  record: Buffer,
  counted: number,
  count: number,
): { nals: Buffer[]; end: number } | null {
  const nals: Buffer[] = []
  let at = counted + 1
  for (let i = 0; i < count; i++) {
    if (at + 2 > record.length) return null
    const size = record.readUInt16BE(at)
    at += 2
    if (size === 0 || at + size > record.length) return null
    nals.push(record.subarray(at, at + size))
    at += size
  }
  return { nals, end: at }
}
