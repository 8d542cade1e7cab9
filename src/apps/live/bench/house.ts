import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { cpuSeconds, residentMegabytes } from '../../../../bench/parts/cpu.ts'
import { freePort } from '../../../../test/bed/program.ts'
import { startHouse } from '../../../../test/uploads/start-house.ts'
import { until } from '../../../../test/until.ts'
import type { Channel } from '../contract/channel.ts'
import type { ChatMessage } from '../contract/chat.ts'
import type { LiveEvent } from '../contract/event.ts'
import { watchHls } from '../test/hls-viewer.ts'
import { makeService, pushFile } from './parts/made-service.ts'
import { openChannel } from './parts/one-channel.ts'

type Page<T> = { items: T[] }
type Row = { what: string; value: string; target?: string; ok?: boolean }

/** That are looked at, once the minute of the stream that stays in memory is full; an hour with SOAK_SECONDS=3600. */
const seconds = Number(process.env.SOAK_SECONDS ?? 120)
const [settling, idle, filling] = [5, 20, 80]
const [mostCores, mostGrown] = [0.05, 32]

/**
 * A house as it is installed, all in one process: a push comes in over RTMP at its real speed, is packaged, recorded to disk and watched by one
 * page at low latency. ffmpeg only sends what was encoded before, and is not counted.
 */
export const bench = {
  name: 'live-house',
  title: 'Live: what one push of 1080p at 6 Mb/s costs the whole house, recorded and watched',
  async run(): Promise<{ rows: Row[] }> {
    const folder = await mkdtemp(join(tmpdir(), 'bench-live-house-'))
    const file = makeService(folder, { size: '1920x1080', bitsPerSecond: 6_000_000, seconds: 20 })
    const rtmpPort = await freePort()
    const house = await startHouse(join(folder, 'data'), { RTMP_PORT: String(rtmpPort), LOG_LEVEL: 'warn' })
    const closers: (() => Promise<void>)[] = []
    try {
      const channel = await openChannel(house.origin, rtmpPort)
      await pause(settling * 1000)
      const atRest = await coresOf(house.pid, idle)

      const began = performance.now()
      const push = pushFile(file, channel.address)
      closers.push(() => push.stop())
      const onAir = await until(
        async () => {
          const now = await channel.ask<Channel>('GET', `/channels${channel.path.replace('/live', '')}`)
          return now.state === 'live' && now
        },
        { seconds: 30, what: 'the channel being on air' },
      )
      const viewer = watchHls(`${house.origin}/live/${channel.publicId}`)
      closers.push(() => viewer.stop())
      const events = openEvents(`${house.origin}/api/v1/spaces/riverside-dashcam-club/channels/${onAir.id}`)
      closers.push(() => events.stop())
      await pause(filling * 1000)
      const [bytes, memory] = [viewer.bytes, residentMegabytes(house.pid)]
      const first = await coresOf(house.pid, seconds / 2)
      const half = residentMegabytes(house.pid)
      const said = performance.now()
      await channel.ask('POST', `/channels/${onAir.id}/chat`, { body: 'Good morning' })
      const second = await coresOf(house.pid, seconds / 2)
      const end = residentMegabytes(house.pid)
      const cores = (first + second) / 2
      const watched = ((viewer.bytes - bytes) * 8) / 1e6 / seconds
      const pushed = (performance.now() - began) / 1000

      await channel.ask('POST', `/events/${onAir.event!.id}/end`)
      const ended = performance.now()
      const clip = await until(
        async () => {
          const event = await channel.ask<LiveEvent>('GET', `/events/${onAir.event!.id}`)
          return event.clipId !== null && event.clipId
        },
        { seconds: 60, what: 'the clip' },
      )
      const handedOver = (performance.now() - ended) / 1000
      const recorded = await channel.ask<{ durationSeconds: number }>('GET', `/footage/${clip}`)
      const missing = pushed - recorded.durationSeconds
      const { items } = await channel.ask<Page<ChatMessage>>('GET', `/events/${onAir.event!.id}/chat?from=0`)
      // Counted from the end of the recording, whose moment is known.
      const wasSaid = recorded.durationSeconds - (ended - said) / 1000
      const apart = Math.abs((items[0]?.at ?? Number.NaN) - wasSaid)
      return {
        rows: [
          { what: 'CPU of the house at rest', value: words(atRest) },
          {
            what: `CPU during ${seconds} s of the push`,
            value: words(cores),
            target: `≤ ${mostCores}`,
            ok: cores <= mostCores,
          },
          { what: '… of it in the second half', value: words(second) },
          { what: 'what the one viewer got', value: `${watched.toFixed(1)} Mb/s` },
          { what: 'memory of the house, once a minute of the stream is in it', value: mega(memory) },
          {
            what: `memory grown in the last ${seconds / 2} s`,
            value: mega(end - half),
            target: `≤ ${mega(mostGrown)}`,
            ok: end - half <= mostGrown,
          },
          {
            what: 'seconds of the push that are not in the recording',
            value: missing.toFixed(1),
            target: '≤ 3',
            ok: missing <= 3,
          },
          {
            what: 'the recording can be watched as a clip, after the end',
            value: `${handedOver.toFixed(1)} s`,
            target: '≤ 30 s',
            ok: handedOver <= 30,
          },
          {
            what: 'what was written meanwhile stands in the replay so far from its moment',
            value: `${apart.toFixed(1)} s`,
            target: '≤ 3 s',
            ok: apart <= 3,
          },
        ],
      }
    } finally {
      for (const close of closers.toReversed()) await close()
      await house.stop('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    }
  },
}

const words = (cores: number) => `${cores.toFixed(4)} of a core`
const mega = (megabytes: number) => `${megabytes.toFixed(0)} MB`

async function coresOf(pid: number, forSeconds: number): Promise<number> {
  const [before, began] = [cpuSeconds(pid), performance.now()]
  await pause(forSeconds * 1000)
  return ((cpuSeconds(pid) - before) * 1000) / (performance.now() - began)
}

/** What a page hears of its channel while somebody watches. */
function openEvents(channel: string): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const heard = fetch(`${channel}/events?watching=true`, { signal: stopping.signal })
    .then((answer) => answer.body?.pipeTo(new WritableStream()))
    .catch(() => undefined)
  return {
    async stop() {
      stopping.abort()
      await heard
    },
  }
}
