import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openPackager } from '../server/packager/open-packager.ts'
import type { RenditionId } from '../server/packager/packaged.ts'
import { flvTags, run } from './flv-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'longhouse-packager-'))
afterAll(() => rmSync(folder, { recursive: true }))

const cases: [string, string[], string[]][] = [
  [
    'B-frames and stereo',
    ['-c:v', 'libx264', '-bf', '3', '-g', '60'],
    ['-c:a', 'aac', '-ac', '2', '-ar', '48000'],
  ],
  [
    'B-pyramid and mono at 44.1 kHz',
    ['-c:v', 'libx264', '-bf', '3', '-b-pyramid', 'normal', '-g', '30'],
    ['-c:a', 'aac', '-ac', '1', '-ar', '44100'],
  ],
  [
    'no B-frames and 5.1',
    ['-c:v', 'libx264', '-tune', 'zerolatency', '-g', '60'],
    ['-c:a', 'aac', '-ac', '6', '-ar', '48000'],
  ],
  ['picture alone', ['-c:v', 'libx264', '-g', '45'], ['-an']],
  ['sound alone', ['-vn'], ['-c:a', 'aac', '-ac', '2', '-ar', '48000']],
]

test.each(cases)(
  '%s: ffmpeg decodes every frame of it without a word, in step with the source',
  (name, video, audio) => {
    const source = join(folder, `${name.replaceAll(/\W/g, '-')}.flv`)
    const inputs = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=30', '-f', 'lavfi', '-i', 'sine=f=440:r=48000']
    const codecs = [
      ...video,
      ...(video[0] === '-vn' ? [] : ['-preset', 'veryfast', '-pix_fmt', 'yuv420p']),
      ...audio,
    ]
    run('ffmpeg', ['-y', '-v', 'error', ...inputs, '-t', '7', ...codecs, source])
    const files = packaged(source)
    for (const [rendition, bytes] of files) {
      const path = join(folder, `${rendition}.mp4`)
      writeFileSync(path, bytes)
      expect(run('ffmpeg', ['-v', 'warning', '-xerror', '-i', path, '-f', 'null', '-']).stderr).toBe('')
      const [made, given] = [streamsOf(path), streamsOf(source)]
      for (const kind of rendition === 'audio' ? ['audio'] : Object.keys(given)) {
        expect(made[kind]!.frames).toBe(given[kind]!.frames)
        // Everything is four seconds later: where media time begins.
        expect(made[kind]!.first - given[kind]!.first).toBeCloseTo(4, 2)
        expect(made[kind]!.last - given[kind]!.last).toBeCloseTo(4, 2)
      }
    }
    expect([...files.keys()]).toEqual(audio[0] === '-an' ? ['source'] : ['source', 'audio'])
  },
)

/** Init and segments of each rendition, one after the other: what a player that misses nothing has. */
function packaged(path: string): Map<RenditionId, Buffer> {
  const pieces = new Map<RenditionId, Buffer[]>()
  let ms = 1_800_000_000_000
  const packager = openPackager({
    listeners: [
      {
        track: ({ rendition, init }) => void pieces.set(rendition, [init]),
        part: () => undefined,
        segment: ({ rendition, parts }) =>
          void pieces.get(rendition)!.push(...parts.map((part) => part.bytes)),
        end: () => undefined,
      },
    ],
    clock: { now: () => ms, iso: () => new Date(ms).toISOString() },
    firstSequence: 0,
    targetSeconds: null,
    log: { info: () => undefined, debug: () => undefined },
  })
  for (const { kind, timestamp, body } of flvTags(path)) {
    ms = 1_800_000_000_000 + timestamp
    packager[kind](timestamp, body)
  }
  packager.end('unpublished')
  return new Map([...pieces].map(([rendition, all]) => [rendition, Buffer.concat(all)]))
}

/** Of each kind: number of decoded frames, and when the first and the last are shown. */
function streamsOf(path: string): Record<string, { frames: number; first: number; last: number }> {
  const entries = 'frame=media_type,best_effort_timestamp_time'
  const { stdout } = run('ffprobe', ['-v', 'warning', '-show_entries', entries, '-of', 'csv=p=0', path])
  const found: Record<string, { frames: number; first: number; last: number }> = {}
  for (const [, kind = '', time = ''] of stdout.matchAll(/^(video|audio),([\d.]+)/gm)) {
    const one = (found[kind] ??= { frames: 0, first: Infinity, last: 0 })
    one.frames += 1
    one.first = Math.min(one.first, Number(time))
    one.last = Math.max(one.last, Number(time))
  }
  return found
}
