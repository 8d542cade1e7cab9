import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Media, RenditionPlan } from '#platform/media/media.ts'
import { openMedia } from '#platform/media/open-media.ts'
import { bareMetrics, quietLog } from '../test/harness/quiet.ts'

type Row = { what: string; value: string; target?: string; ok?: boolean }

const program = promisify(execFile)
const heights = [1080, 720, 480, 360, 240]
const rounds = 3

/** Re-wrapping against the clock, and the ladder against one ffmpeg call as a person would write it. */
export const bench = {
  name: 'transcode',
  title: 'Video: watchable by re-wrapping, and the whole ladder against hand-written ffmpeg',
  async run(): Promise<{ rows: Row[] }> {
    const folder = await mkdtemp(join(tmpdir(), 'bench-transcode-'))
    try {
      const media = openMedia({ log: quietLog(), metrics: bareMetrics() })
      await media.sandbox()
      const minute = await makeMinute(folder)
      const hour = await makeHour(folder, minute)
      return {
        rows: [
          await rewrapRow(media, folder, minute, '60 s of 1080p30 watchable after', 3),
          await rewrapRow(media, folder, hour, '60 min of 1080p30 watchable after', 15),
          ...(await ladderRows(media, folder, await makePart(folder, minute))),
        ],
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}

/** Moving, noisy pictures at about 8 Mbit/s with AAC, as a camera makes them. */
async function makeMinute(folder: string): Promise<string> {
  const path = join(folder, 'minute.mp4')
  const sources = ['-f', 'lavfi', '-i', 'testsrc2=s=1920x1080:r=30', '-f', 'lavfi', '-i', 'sine=330:r=48000']
  const picture = [
    '-vf',
    'noise=alls=8:allf=t',
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-b:v',
    '8M',
    '-g',
    '60',
  ]
  const shape = ['-maxrate', '8M', '-bufsize', '8M', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-t', '60', path]
  await program('ffmpeg', ['-v', 'error', ...sources, ...picture, ...shape])
  return path
}

async function makeHour(folder: string, minute: string): Promise<string> {
  const path = join(folder, 'hour.mp4')
  await program('ffmpeg', ['-v', 'error', '-stream_loop', '59', '-i', minute, '-c', 'copy', path])
  return path
}

/** Long enough to keep every encoder busy, short enough to be encoded six times. */
async function makePart(folder: string, minute: string): Promise<string> {
  const path = join(folder, 'part.mp4')
  await program('ffmpeg', ['-v', 'error', '-t', '12', '-i', minute, '-c', 'copy', path])
  return path
}

/** What happens between the last byte and something to watch: probe and re-wrap. */
async function rewrapRow(
  media: Media,
  folder: string,
  path: string,
  what: string,
  targetSeconds: number,
): Promise<Row> {
  const out = await freshFolder(folder)
  const seconds = await timed(async () => {
    const call = { signal: new AbortController().signal }
    await media.rewrap(path, await media.probe(path, call), out, call)
  })
  return {
    what,
    value: `${seconds.toFixed(2)} s`,
    target: `≤ ${targetSeconds} s`,
    ok: seconds <= targetSeconds,
  }
}

/**
 * Rounds alternate, the best of each counts, and both are niced, so that a busy machine slows them alike. The CPU time
 * of all programs that were started says the same without the neighbours.
 */
async function ladderRows(media: Media, folder: string, path: string): Promise<Row[]> {
  const call = { signal: new AbortController().signal }
  const probe = await media.probe(path, call)
  const plans = media.ladder(probe, heights)
  const ours: Cost[] = []
  const byHand: Cost[] = []
  for (let round = 0; round < rounds; round++) {
    const cwd = await freshFolder(folder)
    byHand.push(
      await costOf(() => program('nice', ['-n', '10', 'ffmpeg', ...handWritten(path, plans)], { cwd })),
    )
    const out = await freshFolder(folder)
    ours.push(await costOf(() => media.encode(path, probe, plans, out, call)))
  }
  return (['seconds', 'cpuSeconds'] as const).map((measure) => {
    const [mine, other] = [ours, byHand].map((costs) => Math.min(...costs.map((cost) => cost[measure])))
    const unit = measure === 'seconds' ? 's' : 's of CPU'
    return {
      what: `ladder of ${plans.length} against one ffmpeg call (${mine!.toFixed(1)} ${unit}, by hand ${other!.toFixed(1)})`,
      value: `× ${(mine! / other!).toFixed(2)}`,
      target: '≤ 1.1',
      ok: mine! / other! <= 1.1,
    }
  })
}

type Cost = { seconds: number; cpuSeconds: number }

async function costOf(run: () => Promise<unknown>): Promise<Cost> {
  const before = await childCpuSeconds()
  const seconds = await timed(run)
  return { seconds, cpuSeconds: (await childCpuSeconds()) - before }
}

/** Of all programs below this process that have ended; /proc counts in hundredths. */
async function childCpuSeconds(): Promise<number> {
  const fields = (await readFile('/proc/self/stat', 'utf8')).split(') ')[1]!.split(' ')
  return (Number(fields[13]) + Number(fields[14])) / 100
}

/** The same files from one decode: split, a scale for each size, the same coding. */
function handWritten(path: string, plans: RenditionPlan[]): string[] {
  const names = plans.map((_, n) => `[in${n}]`).join('')
  const scales = plans.map((plan, n) => `[in${n}]scale=${plan.width}:${plan.height}[v${n}]`)
  const graph = [`[0:v]split=${plans.length}${names}`, ...scales].join(';')
  const hls = '-f hls -hls_time 4 -hls_playlist_type vod -hls_segment_type fmp4 -hls_flags single_file'.split(
    ' ',
  )
  const outputs = plans.flatMap((plan, n) => [
    '-map',
    `[v${n}]`,
    '-map',
    '0:a',
    ...'-c:v libx264 -preset veryfast -crf 23 -g 60 -keyint_min 60 -sc_threshold 0'.split(' '),
    ...`-maxrate ${plan.videoBitrate} -bufsize ${plan.videoBitrate * 2}`.split(' '),
    ...'-c:a aac -b:a 128k -ac 2'.split(' '),
    ...hls,
    '-hls_segment_filename',
    `${plan.height}.mp4`,
    `${plan.height}.m3u8`,
  ])
  return ['-v', 'error', '-i', path, '-filter_complex', graph, ...outputs]
}

async function freshFolder(folder: string): Promise<string> {
  const out = join(folder, 'out')
  await rm(out, { recursive: true, force: true })
  await mkdir(out)
  return out
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await run()
  return (performance.now() - begin) / 1000
}
