import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fleetSetupToken } from '../test/fleet/fleet-house.ts'
import type { HouseProcess } from '../test/fleet/house-process.ts'
import { type Fleet, startFleet } from '../test/fleet/start-fleet.ts'
import { until } from '../test/until.ts'
import { tusCalls } from '../test/uploads/tus-calls.ts'

const program = promisify(execFile)
const clipSeconds = 12
const rounds = 2

/**
 * Videos through a fleet with one worker and with two, each worker held to one core as if it were a machine: the renditions of one
 * video share one decode and stay with one worker, further videos go to the other.
 */
export const bench = {
  name: 'transcode-two-workers',
  title: 'Video: a second worker, where a core is free for it',
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'bench-two-workers-'))
    try {
      const video = await readFile(await makeVideo(folder))
      const { alone, pair } = await measure(video)
      return {
        rows: [
          { what: 'one video, one worker', value: `${alone.one.toFixed(1)} s` },
          row('one video: two workers against one', pair.one / alone.one, 1.05),
          { what: 'two videos, one worker', value: `${alone.two.toFixed(1)} s` },
          row('two videos: two workers against one', pair.two / alone.two, 0.75),
        ],
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}

const row = (what: string, ratio: number, most: number) => ({
  what,
  value: `× ${ratio.toFixed(2)}`,
  target: `≤ ${most}`,
  ok: ratio <= most,
})

async function makeVideo(folder: string): Promise<string> {
  const path = join(folder, 'video.mp4')
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=1280x720:r=30', '-f', 'lavfi', '-i', 'sine=330:r=48000']
  const coding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '60', '-c:a', 'aac']
  await program('ffmpeg', ['-v', 'error', ...picture, ...coding, '-t', String(clipSeconds), path])
  return path
}

type Seconds = { one: number; two: number }

/** The best of some rounds that take turns, so that a busy machine slows both alike. */
async function measure(video: Buffer): Promise<{ alone: Seconds; pair: Seconds }> {
  const fleet = await startFleet({ webs: 1, workers: 2, replica: false })
  try {
    const who = await setUp(fleet)
    const best = { alone: { one: Infinity, two: Infinity }, pair: { one: Infinity, two: Infinity } }
    const [first, second] = fleet.workers as [HouseProcess, HouseProcess]
    await pin(first, 0)
    for (let round = 0; round < rounds; round++) {
      await second.stop()
      await better(best.alone, fleet, who, video)
      await second.start()
      await pin(second, 1)
      await better(best.pair, fleet, who, video)
    }
    return best
  } finally {
    await fleet.stop()
  }
}

const pin = ({ pid }: HouseProcess, core: number) =>
  program('taskset', ['-a', '-c', '-p', String(core), String(pid)])

/** Seconds from the first byte sent until one video, and then until two more, are ready in every size. */
async function better(best: Seconds, fleet: Fleet, who: Record<string, string>, video: Buffer) {
  const one = await timed(() => send(fleet, who, video))
  const two = await timed(() => Promise.all([send(fleet, who, video), send(fleet, who, video)]))
  best.one = Math.min(best.one, one)
  best.two = Math.min(best.two, two)
}

async function setUp({ origin }: Fleet): Promise<Record<string, string>> {
  const person = { name: 'Ada', email: 'ada@example.org', password: 'correct horse', spaceName: 'Hall' }
  const answer = await fetch(`${origin}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ ...person, token: fleetSetupToken }),
  })
  if (answer.status !== 201) throw new Error(`setup answered ${answer.status}: ${await answer.text()}`)
  return { cookie: answer.headers.getSetCookie()[0]!.split(';')[0]!, origin }
}

async function send({ origin }: Fleet, who: Record<string, string>, video: Buffer): Promise<void> {
  const file = { name: 'a.mp4', size: video.byteLength, type: 'video/mp4' }
  const announced = await fetch(`${origin}/api/v1/spaces/hall/footage`, {
    method: 'POST',
    headers: { ...who, 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'A drive', visibility: 'members', file }),
  })
  const { id, upload } = (await announced.json()) as { id: string; upload: { url: string } }
  const sent = await tusCalls(origin, who).patch(upload.url, 0, video)
  if (sent.status !== 204) throw new Error(`the upload answered ${sent.status}: ${sent.body}`)
  await until(
    async () => {
      const answer = await fetch(`${origin}/api/v1/spaces/hall/footage/${id}`, { headers: who })
      const clip = (await answer.json()) as { state: string; renditions: { state: string }[] }
      if (clip.state === 'failed') throw new Error('the video could not be processed')
      return clip.state === 'ready' && clip.renditions.every((rendition) => rendition.state === 'ready')
    },
    { seconds: 600, what: 'the video being ready' },
  )
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}
