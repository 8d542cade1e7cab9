import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { systemClock } from '#platform/clock.ts'
import { openMedia } from '#platform/media/open-media.ts'
import { cpuSeconds } from '../../../../bench/parts/cpu.ts'
import { bareMetrics, quietLog } from '../../../../test/harness/quiet.ts'
import { processesBelow } from '../../../../test/media/made.ts'
import { openPackager } from '../server/packager/open-packager.ts'
import type { PackagedListener } from '../server/packager/packaged.ts'
import { openRungs } from '../server/rung/open-rungs.ts'
import { type FlvTag, flvTags, run } from '../test/flv-file.ts'

type Row = { what: string; value: string; target?: string; ok?: boolean }

const [warmUp, seconds] = [4, 15]

/** Moving pictures at their real speed through the packager, and the small picture beside them. */
export const bench = {
  name: 'live-small-picture',
  title: 'Live: the small picture beside the source',
  async run(): Promise<{ rows: Row[] }> {
    const folder = await mkdtemp(join(tmpdir(), 'bench-small-picture-'))
    try {
      const usual = await measure(encoded(folder, '1280x720', '2500k'))
      const large = await measure(encoded(folder, '1920x1080', '6000k'))
      return {
        rows: [
          {
            what: 'CPU of 360p from 720p at 30 pictures a second',
            value: `${usual.cores.toFixed(2)} of a core`,
            target: '≤ 0.5',
            ok: usual.cores <= 0.5,
          },
          { what: 'CPU of 360p from 1080p', value: `${large.cores.toFixed(2)} of a core` },
          {
            what: 'parts come after those of the source, p50',
            value: `${Math.round(usual.later)} ms`,
            target: '≤ 300 ms',
            ok: usual.later <= 300,
          },
          { what: 'bits a second of 360p', value: `${Math.round(usual.bits / 1000)} kb/s` },
        ],
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}

/** A camera that pans: every picture differs from the one before, in all of its parts. */
function encoded(folder: string, size: string, bitrate: string): FlvTag[] {
  const path = join(folder, `${size}.flv`)
  const picture = ['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=30,noise=alls=6:allf=t`]
  const sound = ['-f', 'lavfi', '-i', 'sine=r=48000']
  const codecs = [
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-b:v',
    bitrate,
    '-g',
    '60',
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'aac',
  ]
  run('ffmpeg', ['-v', 'error', '-y', ...picture, ...sound, '-t', String(warmUp + seconds), ...codecs, path])
  return flvTags(path)
}

async function measure(tags: readonly FlvTag[]): Promise<{ cores: number; later: number; bits: number }> {
  const tools = { log: quietLog(), metrics: bareMetrics() }
  const media = openMedia(tools)
  // What this machine has is found out once.
  await media.sandbox()
  const told = new Map<string, number>()
  const delays: number[] = []
  let bytes = 0
  const clock: PackagedListener = {
    track: () => undefined,
    part({ rendition, sequence, index, bytes: { length } }) {
      const name = `${sequence}.${index}`
      if (rendition === 'source') told.set(name, performance.now())
      if (rendition !== '360') return
      delays.push(performance.now() - told.get(name)!)
      bytes += length
    },
    segment: () => undefined,
    end: () => undefined,
  }
  const rung = openRungs({ ...tools, media, clock: systemClock }).open(clock, tools.log)
  await pause(0)
  const packager = openPackager({
    listeners: [clock, rung],
    clock: systemClock,
    firstSequence: 0,
    targetSeconds: null,
    log: tools.log,
  })
  const start = performance.now()
  let [from, before] = [0, 0]
  for (const { kind, timestamp, body } of tags) {
    await pause(Math.max(0, start + timestamp - performance.now()))
    packager[kind](timestamp, body)
    if (from === 0 && timestamp >= warmUp * 1000) {
      ;[from, before] = [performance.now(), await used()]
      ;[bytes, delays.length] = [0, 0]
    }
  }
  const elapsed = (performance.now() - from) / 1000
  const cores = ((await used()) - before) / elapsed
  packager.end('unpublished')
  const later = delays.toSorted((a, b) => a - b)[Math.floor(delays.length / 2)] ?? Number.NaN
  return { cores, later, bits: (bytes * 8) / elapsed }
}

/** Seconds of CPU of this process and all below it. */
async function used(): Promise<number> {
  return [process.pid, ...(await processesBelow())].reduce((sum, pid) => sum + cpuSeconds(pid), 0)
}
