import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { startOrigin } from '../server/origin/origin.fixture.ts'
import type { OriginChannel } from '../server/origin/origin.ts'
import { readPlaylist } from '../server/origin/playlist.fixture.ts'
import { openPackager } from '../server/packager/open-packager.ts'
import { flvTags, run } from './flv-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'longhouse-origin-'))
afterAll(() => rmSync(folder, { recursive: true }))
const execute = promisify(execFile)

test('ffmpeg plays two pushes from the list, every packet, without a word', async () => {
  const at = await startOrigin()
  try {
    const channel = await at.origin.open({
      purpose: 'live',
      publicId: 'abc',
      access: { everybody: true, version: 1 },
      past: null,
    })
    push(channel, 'e1', 0, encoded(6))
    const { segments } = await list(at)
    push(channel, 'e2', segments.length, encoded(4))
    channel.end()
    const read = await list(at)
    expect(read.ended).toBe(true)
    expect(read.segments.map(({ discontinuity }) => discontinuity).filter(Boolean).length).toBe(1)
    for (const [path, kind, frames] of [
      ['source.m3u8', 'v', 300],
      ['dvr.m3u8', 'v', 300],
      ['source.plain.m3u8', 'v', 300],
    ] as const) {
      const url = `http://${at.address}/live/abc/${path}`
      const { stdout, stderr } = await execute('ffprobe', [
        '-v',
        'error',
        '-count_packets',
        '-select_streams',
        kind,
        '-show_entries',
        'stream=nb_read_packets',
        '-of',
        'csv=p=0',
        url,
      ])
      expect(stderr).toBe('')
      expect(Number.parseInt(stdout, 10)).toBe(frames)
    }
    const picture = await execute('ffmpeg', [
      '-v',
      'error',
      '-i',
      `http://${at.address}/live/abc/index.m3u8`,
      '-f',
      'null',
      '-',
    ])
    expect(picture.stderr).toBe('')
    const sound = await execute('ffmpeg', [
      '-v',
      'error',
      '-i',
      `http://${at.address}/live/abc/audio.m3u8`,
      '-f',
      'null',
      '-',
    ])
    expect(sound.stderr).toBe('')
  } finally {
    await at.close()
  }
})

const list = async (at: Awaited<ReturnType<typeof startOrigin>>) =>
  readPlaylist(await (await at.ask('abc/source.m3u8')).text())

function encoded(seconds: number): string {
  const path = join(folder, `${seconds}.flv`)
  const inputs = [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=s=320x180:r=30',
    '-f',
    'lavfi',
    '-i',
    'sine=f=440:r=48000',
    '-t',
    String(seconds),
  ]
  run('ffmpeg', [
    '-y',
    '-v',
    'error',
    ...inputs,
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-g',
    '60',
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'aac',
    path,
  ])
  return path
}

/** The whole file at once: the clock goes with its timestamps. */
function push(channel: OriginChannel, epoch: string, firstSequence: number, path: string): void {
  let ms = 1_800_000_000_000
  const packager = openPackager({
    listeners: [channel.push(epoch)],
    clock: { now: () => ms, iso: () => new Date(ms).toISOString() },
    firstSequence,
    targetSeconds: null,
    log: { info: () => undefined, debug: () => undefined },
  })
  for (const { kind, timestamp, body } of flvTags(path)) {
    ms = 1_800_000_000_000 + timestamp
    packager[kind](timestamp, body)
  }
  packager.end('unpublished')
}
