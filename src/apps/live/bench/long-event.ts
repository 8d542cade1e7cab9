import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { cpuSeconds, residentMegabytes } from '../../../../bench/parts/cpu.ts'
import { freePort } from '../../../../test/bed/program.ts'
import { type RealHouse, startHouse } from '../../../../test/uploads/start-house.ts'
import { until } from '../../../../test/until.ts'
import type { Channel } from '../contract/channel.ts'
import type { LiveEvent } from '../contract/event.ts'
import { readPlaylist } from '../server/origin/playlist.fixture.ts'
import { run } from '../test/flv-file.ts'
import { makeService, pushFile } from './parts/made-service.ts'
import { type OneChannel, openChannel } from './parts/one-channel.ts'

type Row = { what: string; value: string; target?: string; ok?: boolean }
type Clip = { durationSeconds: number; playback: { hls: string; original: string | null } | null }

/** Seconds of the event; three hours with EVENT_SECONDS=10800. */
const long = Number(process.env.EVENT_SECONDS ?? 1200)
const short = 300
/** An encoder that is ahead of time, so that hours come in minutes: the way through the house is the same. The disk has to keep up. */
const speed = 20
const mostGrown = 32

/**
 * A long event over RTMP, recorded: what its list costs when it has become long, against the first minutes of the same event, and what happens
 * when it is over.
 */
export const bench = {
  name: 'live-long-event',
  title: `Live: an event of ${words(long)}, rewound and handed over`,
  async run(): Promise<{ rows: Row[] }> {
    const folder = await mkdtemp(join(tmpdir(), 'bench-long-event-'))
    const file = makeService(folder, { size: '1280x720', bitsPerSecond: 1_200_000, seconds: 60 })
    const rtmpPort = await freePort()
    const env = { RTMP_PORT: String(rtmpPort), RATE_LIMIT: '1000000', LOG_LEVEL: 'warn' }
    const house = await startHouse(join(folder, 'data'), env)
    const pushes: ReturnType<typeof pushFile>[] = []
    let watch: NodeJS.Timeout | undefined
    try {
      const channel = await openChannel(house.origin, rtmpPort)
      const { address } = channel
      const push = (pace: number) => pushes[pushes.push(pushFile(file, address, pace)) - 1]!
      const base = `${house.origin}/live/${channel.publicId}`

      // Ahead of time until so much is in the list, then at its real speed while it is looked at.
      const reach = async (seconds: number) => {
        const quick = push(speed)
        await until(async () => (await lengthOf(base)) >= seconds, {
          seconds: 60 + seconds / 4,
          what: 'its length',
        })
        await quick.stop()
        const real = push(1)
        await until(async () => (await stateOf(channel)).state === 'live', { seconds: 20, what: 'on air' })
        await pause(3000)
        const cost = await costOf(house, base)
        await real.stop()
        return cost
      }
      const young = await reach(short)
      const old = await reach(long)
      const length = await lengthOf(base)

      const { event } = await stateOf(channel)
      const before = residentMegabytes(house.pid)
      let most = before
      watch = setInterval(() => (most = Math.max(most, residentMegabytes(house.pid))), 50)
      const ended = performance.now()
      await channel.ask('POST', `/events/${event!.id}/end`)
      const clip = await until(
        async () => (await channel.ask<LiveEvent>('GET', `/events/${event!.id}`)).clipId,
        { seconds: 120, what: 'the clip' },
      )
      const { playback, durationSeconds } = await channel.ask<Clip>('GET', `/footage/${clip}`)
      await watchWhole(new URL(playback!.hls, house.origin), length)
      const watchable = (performance.now() - ended) / 1000
      const { original } = await until(
        async () => {
          const { playback: now } = await channel.ask<Clip>('GET', `/footage/${clip}`)
          return now?.original ? now : null
        },
        { seconds: 120 + length / 4, what: 'one file' },
      )
      const joined = (performance.now() - ended) / 1000
      clearInterval(watch)
      const shown = secondsOf(new URL(original!, house.origin).href)
      return {
        rows: [
          ...listRows(young, old),
          {
            what: `a clip of ${words(Math.round(durationSeconds))} can be watched, after the end`,
            value: `${watchable.toFixed(1)} s`,
            target: '≤ 30 s',
            ok: watchable <= 30,
          },
          { what: '… and is one file', value: `${joined.toFixed(0)} s` },
          {
            what: 'seconds that this file lacks',
            value: Math.abs(length - shown).toFixed(1),
            target: '≤ 3',
            ok: Math.abs(length - shown) <= 3,
          },
          {
            what: 'memory of the house, more than before the end, at most',
            value: `${(most - before).toFixed(0)} MB`,
            target: `≤ ${mostGrown} MB`,
            ok: most - before <= mostGrown,
          },
        ],
      }
    } finally {
      clearInterval(watch)
      for (const push of pushes) await push.stop()
      await house.stop('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    }
  },
}

function words(seconds: number): string {
  const minutes = Math.round(seconds / 60)
  return minutes < 120 ? `${minutes} minutes` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

type Cost = { whole: { bytes: number; packed: number; ms: number }; news: { bytes: number; ms: number } }

function listRows(young: Cost, old: Cost): Row[] {
  const ratio = old.news.ms / young.news.ms
  return [
    {
      what: `the whole list, as a player gets it once: after ${words(short)}`,
      value: `${kilo(young.whole.packed)} (${kilo(young.whole.bytes)} unpacked), ${micro(young.whole.ms)}`,
    },
    {
      what: `… after ${words(long)}`,
      value: `${kilo(old.whole.packed)} (${kilo(old.whole.bytes)} unpacked), ${micro(old.whole.ms)}`,
      target: '≤ 100 kB',
      ok: old.whole.packed <= 100_000,
    },
    {
      what: `what is new in it, as each reload asks: after ${words(short)}`,
      value: `${kilo(young.news.bytes)}, ${micro(young.news.ms)}`,
    },
    {
      what: `… after ${words(long)}`,
      value: `${kilo(old.news.bytes)}, ${micro(old.news.ms)}, ${ratio.toFixed(2)} × the first`,
      target: '≤ 1.5 ×',
      ok: ratio <= 1.5,
    },
  ]
}

const kilo = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`
const micro = (ms: number) => `${Math.round(ms * 1000)} µs of CPU`

const stateOf = (channel: OneChannel) =>
  channel.ask<Channel>('GET', channel.path.replace('/live', '/channels'))

/** Seconds of the whole list; 0 before there is one. */
async function lengthOf(base: string): Promise<number> {
  const answer = await fetch(`${base}/dvr.m3u8`)
  if (!answer.ok) return 0
  return readPlaylist(await answer.text()).segments.reduce((sum, { duration }) => sum + duration, 0)
}

/** While the encoder is on: size of an answer, and CPU of the house for one, above what the push itself takes. */
async function costOf(house: RealHouse, base: string): Promise<Cost> {
  const seconds = 6
  const during = async (path: string | null) => {
    const [before, began] = [cpuSeconds(house.pid), performance.now()]
    let answers = 0
    while (performance.now() - began < seconds * 1000) {
      if (path === null) await pause(100)
      else await (await fetch(`${base}/${path}`)).arrayBuffer()
      answers += 1
    }
    return { cores: (cpuSeconds(house.pid) - before) / ((performance.now() - began) / 1000), answers }
  }
  const rest = await during(null)
  const look = async (path: string) => {
    const { cores, answers } = await during(path)
    const ms = (Math.max(0, cores - rest.cores) * seconds * 1000) / answers
    const packed = await fetch(`${base}/${path}`)
    const text = await packed.text()
    return { bytes: text.length, packed: Number(packed.headers.get('content-length')), ms }
  }
  const news = await look('dvr.m3u8?_HLS_skip=YES')
  return { whole: await look('dvr.m3u8'), news: { bytes: news.packed, ms: news.ms } }
}

/** Throws unless the list has its end, all of the seconds, and a first and a last segment that can be fetched. */
async function watchWhole(list: URL, seconds: number): Promise<void> {
  const index = await (await fetch(list)).text()
  const media = index.includes('#EXT-X-STREAM-INF')
    ? new URL(
        index.split('\n').find((line) => line !== '' && !line.startsWith('#'))!,
        list,
      )
    : list
  const text = await (await fetch(media)).text()
  const sum = [...text.matchAll(/#EXTINF:([\d.]+)/g)].reduce((total, [, one]) => total + Number(one), 0)
  const names = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  if (!text.includes('#EXT-X-ENDLIST') || Math.abs(sum - seconds) > 3)
    throw new Error(`the clip plays ${sum} s of ${seconds}`)
  for (const name of [names[0]!, names.at(-1)!]) {
    const answer = await fetch(new URL(name, media))
    if (!answer.ok) throw new Error(`a segment of the clip: ${answer.status}`)
    await answer.arrayBuffer()
  }
}

function secondsOf(url: string): number {
  const asked = ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', url]
  return Number(run('ffprobe', asked).stdout)
}
