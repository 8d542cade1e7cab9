import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../../../test/bed/program.ts'
import { firstOwner, type Person } from '../../../../test/fleet/people.ts'
import { type FfmpegPush, pushWithFfmpeg } from './ffmpeg-push.ts'
import { until } from '../../../../test/until.ts'
import { type RealHouse, startHouse } from '../../../../test/uploads/start-house.ts'
import type { Channel, Ingest } from '../contract/channel.ts'
import { type ReadPlaylist, readPlaylist } from '../server/origin/playlist.fixture.ts'
import { run } from './flv-file.ts'
import { smallPictures } from './small-pictures.ts'

let folder: string
let house: RealHouse
let ada: Person
let channel: Channel
let server: string
let encoder: FfmpegPush | undefined
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-small-picture-'))
  const ports = { PORT: String(await freePort()), RTMP_PORT: String(await freePort()) }
  house = await startHouse(folder, ports)
  ada = await firstOwner(house.origin)
  channel = await ask<Channel>('POST', '/channels', {
    name: 'Sunday',
    visibility: 'public',
    lowRendition: true,
  })
  const { streamKey } = await ask<Ingest>('GET', `/channels/${channel.id}/ingest`)
  server = `rtmp://127.0.0.1:${ports.RTMP_PORT}/live/${streamKey}`
  encoder = push()
})
afterAll(async () => {
  await encoder?.stop('SIGKILL')
  await house?.stop('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

const push = () => {
  const picture = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=30']
  const sound = ['-re', '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000']
  return pushWithFfmpeg(server, {
    seconds: 100,
    input: [...picture, ...sound],
    output: ['-bf', '2', '-b_strategy', '0', '-g', '60', '-b:v', '2000k', '-pix_fmt', 'yuv420p'],
  })
}
const ask = async <T>(method: string, path: string, body?: unknown) =>
  (await ada.call<T>(house.origin, method, `/spaces/hall${path}`, body)).body
const url = (file: string) => `${house.origin}/live/${channel.publicId}/${file}`
const text = async (file: string) => (await fetch(url(file))).text()
const list = async (rendition: string) => readPlaylist(await text(`${rendition}.m3u8`))
const listed = async () => (await text('index.m3u8')).includes('360.m3u8')

test('beside the source, in step with it, and back after it was killed', async () => {
  await until(listed, { seconds: 30, what: 'the small picture' })
  const line = /#EXT-X-STREAM-INF:(.*)\n360\.m3u8/.exec(await text('index.m3u8'))![1]!
  expect(line).toMatch(/CODECS="avc1\.6400[0-9A-F]{2},mp4a\.40\.2"/)
  expect(line).toContain('RESOLUTION=640x360')
  expect(line).toContain('FRAME-RATE=30.000')
  expect(Number(/(?:^|,)BANDWIDTH=(\d+)/.exec(line)![1])).toBeLessThan(1_400_000)

  await until(async () => (await list('360')).segments.length >= 4, { seconds: 30 })
  const [source, small] = [await list('source'), await list('360')]
  expect(small.target).toBe(source.target)
  expect(small.discontinuitySequence).toBe(source.discontinuitySequence)
  for (const segment of small.segments) {
    const same = source.segments.find(({ sequence }) => sequence === segment.sequence)!
    expect(segment.duration).toBe(same.duration)
    expect(segment.date).toBe(same.date)
    const [made, given] = [await framesOf(segment), await framesOf(same)]
    expect(made.video.length).toBe(given.video.length)
    expect(made.audio).toEqual(given.audio)
    expect(Math.abs(made.video[0]! - given.video[0]!)).toBeLessThan(0.001)
    expect(Math.abs(made.video.at(-1)! - given.video.at(-1)!)).toBeLessThan(0.001)
  }
  const decoded = run('ffmpeg', ['-v', 'warning', '-t', '4', '-i', url('360.m3u8'), '-f', 'null', '-'])
  expect(decoded.stderr).toBe('')

  for (const pid of await smallPictures(house)) process.kill(pid, 'SIGKILL')
  await until(async () => !(await listed()), { seconds: 10, what: 'the end of the small picture' })
  expect((await fetch(url('360.m3u8'))).status).toBe(404)
  const before = (await list('source')).segments.at(-1)!.sequence
  await until(listed, { seconds: 30, what: 'the small picture again' })
  const [after, again] = [await list('source'), await list('360')]
  expect(after.segments.at(-1)!.sequence).toBeGreaterThan(before)
  expect(after.segments.some(({ discontinuity, gap }) => discontinuity || gap)).toBe(false)
  expect(again.sequence).toBeGreaterThan(small.segments.at(-1)!.sequence)
  expect(run('ffmpeg', ['-v', 'warning', '-t', '1', '-i', url('360.m3u8'), '-f', 'null', '-']).stderr).toBe(
    '',
  )

  await encoder!.stop('SIGTERM')
  await until(async () => (await smallPictures(house)).length === 0, { seconds: 10 })

  encoder = push()
  const breaks = (read: ReadPlaylist) =>
    read.segments.filter(({ discontinuity }) => discontinuity).map(({ sequence }) => sequence)
  const joined = await until(
    async () => {
      const now = await list('360')
      return now.segments.at(-1)!.uri.startsWith('e2/') && now
    },
    { seconds: 30, what: 'the small picture of the second push' },
  )
  const beside = await list('source')
  expect(breaks(joined)).toEqual(breaks(beside))
  expect(joined.discontinuitySequence).toBe(beside.discontinuitySequence)
}, 180_000)

/** When the frames of a segment are shown, seconds. */
async function framesOf({ map, uri }: { map: string | null; uri: string }) {
  const bytes = await Promise.all(
    [map!, uri].map(async (file) => Buffer.from(await (await fetch(url(file))).arrayBuffer())),
  )
  const file = join(folder, 'segment.mp4')
  writeFileSync(file, Buffer.concat(bytes))
  const read = (kind: string) => {
    const args = [
      '-v',
      'error',
      '-select_streams',
      kind,
      '-show_entries',
      'packet=pts_time',
      '-of',
      'csv=p=0',
      file,
    ]
    return run('ffprobe', args)
      .stdout.split('\n')
      .filter(Boolean)
      .map(Number.parseFloat)
      .toSorted((a, b) => a - b)
  }
  return { video: read('v'), audio: read('a') }
}
