import { randomBytes } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { MediaCrashed, MediaRefused } from '../../src/platform/media/media.ts'
import { type Bench, h264, openBench, picture, programsLeft, sound } from './made.ts'
import { aProbe, aVideo } from './probe-example.ts'

const secret = 'SECRET-of-another-member'
const tenHours = 36_000
const playlist = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nsecret.mp4\n#EXT-X-ENDLIST\n'
const concat = "ffconcat version 1.0\nfile 'secret.txt'\n"

let bench: Bench
let clip: Buffer
beforeAll(async () => {
  bench = await openBench()
  await writeFile(join(bench.folder, 'secret.txt'), secret)
  await bench.make('secret.mp4', [...picture(), ...h264])
  clip = await readFile(
    await bench.make('clip.mp4', [
      ...picture(),
      ...sound(),
      ...h264,
      '-c:a',
      'aac',
      '-movflags',
      '+faststart',
    ]),
  )
})
afterAll(() => bench.close())
afterEach(async () => {
  const left = await programsLeft(bench.folder)
  if (left.length > 0) throw new Error(`still running: ${left.join('; ')}`)
})

async function refusal(bytes: Buffer | string, name = 'upload.mp4'): Promise<unknown> {
  const path = join(bench.folder, name)
  await writeFile(path, bytes)
  return bench.media.probe(path, bench.call).catch((error: unknown) => error)
}

describe('files that are no video', () => {
  test.each<[string, () => Buffer | string]>([
    ['empty', () => ''],
    ['playlist', () => playlist],
    ['playlist', () => concat],
    ['picture', () => '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'],
    ['document', () => '<!doctype html><video src="file:///etc/passwd">'],
    ['archive', () => Buffer.concat([Buffer.from('PK\x03\x04'), randomBytes(2000)])],
    ['not-media', () => Buffer.concat([Buffer.from([0xde, 0xad]), randomBytes(100_000)])],
    ['picture', () => png(15_000)],
    ['damaged', () => clip.subarray(0, 600)],
    ['no-streams', () => Buffer.concat([clip.subarray(0, 40), Buffer.alloc(50_000, 0x55)])],
    ['incomplete', () => clip.subarray(0, clip.length / 2)],
    ['false-duration', () => claiming(tenHours)],
    [
      'damaged',
      () => Buffer.concat([Buffer.from('\x1aE\xdf\xa3\x93B\x82\x88matroska', 'latin1'), randomBytes(50_000)]),
    ],
  ])('are refused as %s', async (code, bytes) => {
    const error = await refusal(bytes())
    expect(error).toBeInstanceOf(MediaRefused)
    expect(error).toMatchObject({ code, message: expect.stringMatching(/^[A-Z][^\n]{10,200}\.$/) as string })
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain(secret)
  })

  test('the files that these were made from are accepted', async () => {
    expect(await refusal(clip)).toMatchObject({ durationSeconds: expect.closeTo(2, 0) as number })
    expect(await refusal(claiming(2))).toMatchObject({ durationSeconds: expect.closeTo(2, 0) as number })
  })
})

describe('random bytes behind the first bytes of a format', () => {
  test.each([
    ['MXF', '060e2b34020501010d01020101020400'],
    ['CAF', '63616666000100006465736300000000'],
    ['DV', '1f0700bff8787878'],
    ['GIF', '4749463839610a000a00f70000'],
    ['H.264', '00000001674d4015ec000000000168ebe3cb0000000165'],
    ['HEVC', '0000000140010c01ff0000000142010101000000014401c173'],
    ['MPEG video', '000001b31aa0f015ffffe018000001b51481'],
    ['MPEG program', '000001ba4400040004010189c3f8'],
    ['FLV', '464c56010500000009000000'],
    ['ASF', '3026b2758e66cf11a6d900aa0062ce6c'],
    ['Ogg', '4f676753000200000000000000'],
  ])('%s is refused, or says that it is', async (_, magic) => {
    for (const length of [0, 100, 200_000]) {
      const error = await refusal(Buffer.concat([Buffer.from(magic, 'hex'), randomBytes(length)]))
      expect(error).toBeInstanceOf(MediaRefused)
    }
  })

  test('a GIF of 60,000 × 60,000', async () => {
    const gif = await bench.make('moving.gif', [...picture('64x64', 10), '-t', '0.5'])
    const bytes = await readFile(gif)
    bytes.writeUInt16LE(60_000, 6)
    bytes.writeUInt16LE(60_000, 8)
    expect(await refusal(bytes)).toBeInstanceOf(MediaRefused)
  })
})

describe('videos over a budget', () => {
  test('ten hours that are really in the packets of a tiny file', async () => {
    const path = await bench.make('stretched.mkv', [
      '-itsscale',
      '18000',
      '-i',
      join(bench.folder, 'clip.mp4'),
      '-c',
      'copy',
      '-t',
      '99999',
    ])
    expect(await refusal(await readFile(path))).toMatchObject({ code: 'false-duration' })
  })

  test('pictures of 15,000 × 15,000', async () => {
    const still = join(bench.folder, 'large.png')
    await writeFile(still, png(15_000))
    const quick = ['-probesize', '32', '-analyzeduration', '0']
    const path = await bench.make('large.mov', [...quick, '-f', 'png_pipe', '-i', still, '-c', 'copy'])
    expect(await refusal(await readFile(path))).toMatchObject({ code: 'too-many-pixels' })
  })

  test('a thousand pictures a second', async () => {
    const path = await bench.make('frantic.mp4', [...picture('64x64', 1000), ...h264])
    expect(await refusal(await readFile(path))).toMatchObject({ code: 'frame-rate' })
  })

  test('forty streams', async () => {
    const maps = Array.from({ length: 40 }, () => ['-map', '0']).flat()
    const path = await bench.make('crowd.mkv', [...sound(), ...maps, '-c:a', 'pcm_s16le', '-t', '0.2'])
    expect(await refusal(await readFile(path))).toMatchObject({ code: 'too-many-streams' })
  })
})

describe('the walls behind the first one: a playlist that the magic bytes let through', () => {
  test.each([
    ['playlist', playlist],
    ['concat list', concat],
  ])('a %s pulls nothing into any output', async (_, bytes) => {
    const path = join(bench.folder, 'forged.mp4')
    await writeFile(path, bytes)
    const probe = aProbe({ video: aVideo({ width: 426, height: 240 }), durationSeconds: 2 })
    const out = await bench.out()
    const plans = bench.media.ladder(probe, [240])
    const tries = [
      bench.media.rewrap(path, probe, out, bench.call),
      bench.media.encode(path, probe, plans, out, bench.call),
      bench.media.poster(path, probe, out, bench.call),
      bench.media.storyboard(path, probe, out, bench.call),
    ]
    for (const result of await Promise.allSettled(tries))
      expect(result).toMatchObject({ status: 'rejected', reason: expect.any(MediaCrashed) as MediaCrashed })
    expect(await readdir(out)).toEqual([])
  })
})

/** A real PNG of black pixels, one bit each: 30 kB that would be 225 million pixels. */
function png(side: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header[8] = 1
  const rows = deflateSync(Buffer.alloc(side * (Math.ceil(side / 8) + 1)))
  const magic = Buffer.from('89504e470d0a1a0a', 'hex')
  return Buffer.concat([magic, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))])
}

function chunk(type: string, data: Buffer): Buffer {
  const framed = Buffer.alloc(data.length + 12)
  framed.writeUInt32BE(data.length, 0)
  framed.write(type, 4, 'latin1')
  data.copy(framed, 8)
  return framed
}

/** The clip with headers of another length; its packets stay. */
function claiming(seconds: number): Buffer {
  const bytes = Buffer.from(clip)
  for (const box of ['mvhd', 'mdhd']) {
    for (let at = bytes.indexOf(box); at !== -1; at = bytes.indexOf(box, at + 4))
      bytes.writeUInt32BE(bytes.readUInt32BE(at + 16) * seconds, at + 20)
  }
  return bytes
}
