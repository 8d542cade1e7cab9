import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MediaRefused } from './media.ts'
import { formatOf, sniff } from './sniff.ts'

const ascii = (text: string) => Buffer.from(text, 'latin1')
const hex = (text: string) => Buffer.from(text, 'hex')
const box = (type: string, brand = 'isom') =>
  Buffer.concat([hex('00000020'), ascii(type + brand), Buffer.alloc(20)])
const packets = (size: number, offset: number) => {
  const bytes = Buffer.alloc(size * 6)
  for (let at = offset; at < bytes.length; at += size) bytes[at] = 0x47
  return bytes
}
const mp3Frame = Buffer.concat([hex('fffb9000'), Buffer.alloc(413)])
const aacFrame = Buffer.concat([hex('fff1508002000000'), Buffer.alloc(8)])

describe('the first bytes name the demuxer', () => {
  test.each([
    ['mov', box('ftyp')],
    ['mov', box('ftyp', 'qt  ')],
    ['mov', box('moov')],
    ['mov', box('mdat')],
    ['matroska', Buffer.concat([hex('1a45dfa3'), ascii('\x93\x42\x82\x88matroska')])],
    ['matroska', Buffer.concat([hex('1a45dfa3'), ascii('\x93\x42\x82\x84webm')])],
    ['avi', ascii('RIFF\x10\0\0\0AVI LIST')],
    ['wav', ascii('RIFF\x10\0\0\0WAVEfmt ')],
    ['aiff', ascii('FORM\0\0\0\x10AIFFCOMM')],
    ['flv', ascii('FLV\x01\x05')],
    ['ogg', ascii('OggS\0\x02')],
    ['flac', ascii('fLaC\0')],
    ['amr', ascii('#!AMR\n')],
    ['asf', hex('3026b2758e66cf11a6d9')],
    ['mpeg', hex('000001ba44000400')],
    ['mpegts', packets(188, 0)],
    ['mpegts', packets(192, 4)],
    ['mp3', Buffer.concat([mp3Frame, mp3Frame])],
    ['aac', Buffer.concat([aacFrame, aacFrame])],
    ['mxf', hex('060e2b34020501010d010201010204000000')],
    ['caf', hex('63616666000100006465736300000000')],
    ['dv', hex('1f0700bff8787878')],
    ['dv', hex('1f07003ff8787878')],
    ['gif', ascii('GIF89a\x10\0\x10\0')],
    ['h264', hex('00000001674d4015ec000000000168ebe3cb00000001658884')],
    ['h264', hex('000000010910000001674d4015ec00000168ebe3cb')],
    ['hevc', hex('0000000140010c01ff0000000142010101000000014401c173')],
    ['hevc', hex('000000014601500000000140010c01ff0000000142010101000000014401c173')],
    ['mpegvideo', hex('000001b31aa0f015ffffe018000001b51481')],
  ])('%s', (format, bytes) => {
    expect(formatOf(bytes)).toBe(format)
  })

  test.each([
    ['one transport packet', packets(188, 0).subarray(0, 400)],
    ['one MP3 frame', mp3Frame],
    ['a matroska head of another kind', Buffer.concat([hex('1a45dfa3'), ascii('something')])],
    ['an ftyp of no size', Buffer.concat([hex('00000000'), ascii('ftypisom')])],
    ['a start code', hex('00000001674d4015ec')],
    ['parameter sets that do not come first', hex('00000001658884000000000167000000000168ee')],
    ['a set with the forbidden bit', hex('00000001e74d4015ec000000000168ebe3cb')],
    ['a sequence header alone', hex('000001b31aa0f015ffffe018')],
    ['a PES packet', hex('000001e0000000000000')],
    ['caff of another version', hex('63616666000200006465736300000000')],
    ['four letters', ascii('caff')],
    ['nothing', Buffer.alloc(0)],
    ['three bytes', hex('fffb90')],
  ])('%s is not enough', (_, bytes) => {
    expect(formatOf(bytes)).toBeNull()
  })
})

describe('files', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sniff-'))
  })
  afterAll(() => rm(folder, { recursive: true }))
  const file = async (bytes: Buffer | string) => {
    const path = join(folder, 'clip.mp4')
    await writeFile(path, bytes)
    return path
  }

  test('sound behind a long ID3 tag is found', async () => {
    const size = 20_000
    const tag = Buffer.concat([
      ascii('ID3\x04\0\0'),
      Buffer.from([0, 0, size >> 7, size & 127]),
      Buffer.alloc(size, 1),
    ])
    await expect(sniff(await file(Buffer.concat([tag, mp3Frame, mp3Frame])))).resolves.toBe('mp3')
    await expect(sniff(await file(Buffer.concat([tag, ascii('#EXTM3U\n')])))).rejects.toThrow(MediaRefused)
  })

  test.each([
    ['empty', ''],
    ['empty', Buffer.alloc(9000)],
    ['playlist', '#EXTM3U\n#EXTINF:1,\n/etc/passwd\n'],
    ['playlist', '\ufeff  #EXTM3U\n'],
    ['playlist', "ffconcat version 1.0\nfile '/etc/passwd'\n"],
    ['playlist', '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011">'],
    ['picture', hex('89504e470d0a1a0a0000000d')],
    ['picture', hex('ffd8ffe000104a464946')],
    ['picture', box('ftyp', 'heic')],
    ['picture', '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg">'],
    ['document', '<!DOCTYPE html><script>alert(1)</script>'],
    ['document', '%PDF-1.7'],
    ['document', 'Just a few words: größer.\n'],
    ['archive', 'PK\x03\x04\x14\0'],
    ['program', hex('7f454c4602010100')],
    ['not-media', hex('deadbeef0102030405060708')],
  ])('%s is refused in words', async (code, bytes) => {
    const refusal = await sniff(await file(bytes as string)).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(MediaRefused)
    expect(refusal).toMatchObject({ code, message: expect.stringMatching(/^This .+\.$/) as string })
  })
})
