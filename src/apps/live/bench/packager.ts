import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../../platform/clock.ts'
import { configs, audioConfig, audioFrame, videoConfig, videoFrame } from '../server/packager/push.fixture.ts'
import { openPackager } from '../server/packager/open-packager.ts'
import { openOriginChannel } from '../server/origin/origin-channel.ts'

type Row = { what: string; value: string; target?: string; ok?: boolean }

/** Media time of the run; an hour with LIVE_SECONDS=3600. */
const seconds = Number(process.env.LIVE_SECONDS ?? 300)
const [framesPerSecond, bitsPerSecond] = [30, 6_000_000]

/** A push of 1080p at 6 Mb/s, as fast as it goes: through the packager into the memory of the origin, each segment written to a file. */
export const bench = {
  name: 'live-packager',
  title: 'Live: one push of 1080p at 6 Mb/s, packaged and recorded',
  async run(): Promise<{ rows: Row[] }> {
    const folder = mkdtempSync(join(tmpdir(), 'longhouse-bench-packager-'))
    try {
      const start = process.cpuUsage()
      const memory = await push(folder)
      const { user, system } = process.cpuUsage(start)
      const share = (user + system) / 1e6 / seconds
      const grown = memory.at(-1)! - memory[Math.floor(memory.length / 2)]!
      return {
        rows: [
          { what: 'CPU', value: `${share.toFixed(4)} of a core`, target: '≤ 0.05', ok: share <= 0.05 },
          {
            what: `memory grown in the second half of ${seconds} s`,
            value: `${grown.toFixed(0)} MB`,
            target: '≤ 32 MB',
            ok: grown <= 32,
          },
        ],
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
}

/** Megabytes of the process, ten times. */
async function push(folder: string): Promise<number[]> {
  const channel = await openOriginChannel({ access: { everybody: true, version: 1 }, past: null })
  const recorder = {
    track: () => undefined,
    part: () => undefined,
    segment: ({
      rendition,
      sequence,
      parts,
    }: {
      rendition: string
      sequence: number
      parts: readonly { bytes: Buffer }[]
    }) => {
      if (rendition === 'source')
        writeFileSync(join(folder, String(sequence % 8)), Buffer.concat(parts.map(({ bytes }) => bytes)))
    },
    end: () => undefined,
  }
  const packager = openPackager({
    listeners: [channel.push('e1'), recorder],
    clock: systemClock,
    firstSequence: 0,
    targetSeconds: null,
    log: { info: () => undefined, debug: () => undefined },
  })
  packager.video(0, videoConfig(configs.p1080))
  packager.audio(0, audioConfig(configs.stereo48))
  const size = Math.round(bitsPerSecond / 8 / framesPerSecond)
  const memory: number[] = []
  let sound = 0
  for (let frame = 0; frame < seconds * framesPerSecond; frame++) {
    const at = frame / framesPerSecond
    packager.video(Math.round(at * 1000), videoFrame({ key: frame % 60 === 0, size }))
    for (; (sound * 1024) / 48_000 <= at; sound++)
      packager.audio(Math.round((sound * 1024) / 48), audioFrame(400))
    if (frame % framesPerSecond === 0) await new Promise(setImmediate)
    if (frame % Math.ceil((seconds * framesPerSecond) / 10) === 0)
      memory.push(process.memoryUsage().rss / 1e6)
  }
  packager.end('unpublished')
  return [...memory, process.memoryUsage().rss / 1e6]
}
