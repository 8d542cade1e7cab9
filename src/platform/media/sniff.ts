import { type FileHandle, open } from 'node:fs/promises'
import { MediaRefused } from './media.ts'
import { type Elementary, elementaryOf } from './sniff-elementary.ts'
import { refusalOf } from './sniff-refusal.ts'

/** Demuxers of ffmpeg that a file may be opened with; every call forces the one that the magic bytes name. */
export type Format =
  | 'mov'
  | 'matroska'
  | 'avi'
  | 'mpegts'
  | 'mpeg'
  | 'flv'
  | 'ogg'
  | 'wav'
  | 'mp3'
  | 'aac'
  | 'flac'
  | 'asf'
  | 'aiff'
  | 'amr'
  | 'mxf'
  | 'caf'
  | 'dv'
  | 'gif'
  | Elementary

const headSize = 8192

/** Which demuxer may open the file at `path`. Throws `MediaRefused` in words for everything else. */
export async function sniff(path: string): Promise<Format> {
  const file = await open(path, 'r')
  try {
    const head = await read(file, 0)
    const format = formatOf(head) ?? (await formatBehindId3(file, head))
    if (format === null) throw refusalOf(head)
    return format
  } finally {
    await file.close()
  }
}

/** The container that these first bytes begin, null when it is none of ours. Throws for pictures in an MP4 box. */
export function formatOf(head: Buffer): Format | null {
  const text = (start: number, end: number) => head.toString('latin1', start, end)
  if (isMov(head)) return 'mov'
  if (begins(head, '1a45dfa3')) return /webm|matroska/.test(text(4, 80)) ? 'matroska' : null
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'AVI ') return 'avi'
  if (/^(RIFF|RF64)$/.test(text(0, 4)) && text(8, 12) === 'WAVE') return 'wav'
  if (text(0, 4) === 'FORM' && /^AIF[FC]$/.test(text(8, 12))) return 'aiff'
  if (text(0, 4) === 'FLV\x01') return 'flv'
  if (text(0, 4) === 'OggS') return 'ogg'
  if (text(0, 4) === 'fLaC') return 'flac'
  if (text(0, 5) === '#!AMR') return 'amr'
  if (begins(head, '3026b2758e66cf11')) return 'asf'
  if (begins(head, '000001ba')) return 'mpeg'
  // The partition pack that every MXF file opens with; of two kinds, closed or not.
  if (begins(head, '060e2b34020501010d0102010102')) return 'mxf'
  if (text(0, 6) === 'caff\0\x01') return 'caf'
  if (/^1f0700[3b]f/.test(head.toString('hex', 0, 4))) return 'dv'
  if (/^GIF8[79]a/.test(text(0, 6))) return 'gif'
  if (isTransportStream(head)) return 'mpegts'
  return elementaryOf(head) ?? framedSound(head)
}

/** MP3, AAC and FLAC files may begin with an ID3 tag of any length (a cover picture). */
async function formatBehindId3(file: FileHandle, head: Buffer): Promise<Format | null> {
  if (head.toString('latin1', 0, 3) !== 'ID3' || head.length < 10) return null
  const size = (head[6]! << 21) | (head[7]! << 14) | (head[8]! << 7) | head[9]!
  const footer = (head[5]! & 0x10) === 0 ? 0 : 10
  const behind = await read(file, 10 + size + footer)
  if (behind.toString('latin1', 0, 4) === 'fLaC') return 'flac'
  return framedSound(behind.subarray(firstNonZero(behind)))
}

function isMov(head: Buffer): boolean {
  const size = head.length >= 8 ? head.readUInt32BE(0) : 0
  const type = head.toString('latin1', 4, 8)
  if (type === 'ftyp') {
    if (/^(heic|heix|heim|heis|hevc|mif1|msf1|avif|avis|crx )$/.test(head.toString('latin1', 8, 12))) {
      throw new MediaRefused('picture', 'This is a picture, not a video or sound.')
    }
    return size >= 16 && size <= 4096
  }
  // Older QuickTime files have no ftyp; cameras put the media first.
  return /^(moov|mdat|free|skip|wide|pnot|styp)$/.test(type) && (size >= 8 || size === 1 || size === 0)
}

/** Packets of 188 bytes, or of 192 with a time code before each (AVCHD cameras). */
function isTransportStream(head: Buffer): boolean {
  return [
    [0, 188],
    [4, 192],
  ].some(([offset, packet]) => [0, 1, 2, 3, 4].every((n) => head[offset! + n * packet!] === 0x47))
}

/** Two frames in a row, the second where the first one's length says. */
function framedSound(head: Buffer): Format | null {
  const first = frameOf(head, 0)
  if (first === null) return null
  return frameOf(head, first.length)?.format === first.format ? first.format : null
}

function frameOf(head: Buffer, at: number): { format: 'mp3' | 'aac'; length: number } | null {
  if (at + 6 > head.length || head[at] !== 0xff) return null
  const second = head[at + 1]!
  if ((second & 0xf6) === 0xf0) {
    const length = ((head[at + 3]! & 3) << 11) | (head[at + 4]! << 3) | (head[at + 5]! >> 5)
    return length >= 7 ? { format: 'aac', length } : null
  }
  const length = mp3FrameLength(second, head[at + 2]!)
  return length === null ? null : { format: 'mp3', length }
}

const mp3Kilobits = {
  one: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  two: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
}

/** Layer III of MPEG 1, 2 and 2.5. */
function mp3FrameLength(second: number, third: number): number | null {
  if ((second & 0xe6) !== 0xe2) return null
  const version = (second >> 3) & 3
  const rate = [44_100, 48_000, 32_000][(third >> 2) & 3]
  const kilobits = (version === 3 ? mp3Kilobits.one : mp3Kilobits.two)[third >> 4]
  if (version === 1 || rate === undefined || !kilobits) return null
  const divided = rate / { 3: 1, 2: 2, 0: 4 }[version as 3 | 2 | 0]
  return Math.floor(((version === 3 ? 144_000 : 72_000) * kilobits) / divided) + ((third >> 1) & 1)
}

function begins(head: Buffer, hex: string): boolean {
  return head.toString('hex', 0, hex.length / 2) === hex
}

function firstNonZero(bytes: Buffer): number {
  const at = bytes.findIndex((byte) => byte !== 0)
  return at === -1 ? 0 : at
}

async function read(file: FileHandle, position: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(headSize), 0, headSize, position)
  return buffer.subarray(0, bytesRead)
}
