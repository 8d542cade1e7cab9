import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { familyCpuSeconds } from '../../../../bench/parts/cpu.ts'
import { freePort } from '../../../../test/bed/program.ts'
import { openBrowser } from '../../../../test/browser/visit.ts'
import { startHouse } from '../../../../test/uploads/start-house.ts'
import { until } from '../../../../test/until.ts'
import type { Channel } from '../contract/channel.ts'
import { firstMadeAfter, seenPictures, watchClock } from './clock-page.ts'
import { type ClockPush, pushClock } from './clock-picture.ts'
import { makeService, pushFile } from './parts/made-service.ts'
import { startNginxRtmp } from './parts/nginx-rtmp.ts'
import { openChannel } from './parts/one-channel.ts'

type Row = { what: string; value: string; target?: string; ok?: boolean }
/** A server that takes pushes and has a page. */
type Side = { pid: number; address: string; page: string; onAir(): Promise<boolean> }
/** Seconds; `back` is null where the page stays as it was. */
type Found = { p50: number; p95: number; back: number | null; cores: number }

const [settling, watched, away, patience, pushed] = [20, 20, 5, 60, 40]

/** The house and nginx-rtmp, one after the other on one machine: the same encoder, the same clock in the picture, the same browser. */
export const bench = {
  name: 'live-peers',
  title: 'Live: beside nginx-rtmp, which records and makes HLS too',
  async run(): Promise<{ rows: Row[] }> {
    const folder = await mkdtemp(join(tmpdir(), 'bench-peers-'))
    const file = makeService(folder, { size: '1920x1080', bitsPerSecond: 6_000_000, seconds: 20 })
    const browser = await openBrowser()
    try {
      const house = await ofHouse(folder, file, browser)
      const nginx = await ofNginx(file, browser)
      return { rows: rowsOf(house, nginx) }
    } finally {
      await browser.close()
      await rm(folder, { recursive: true, force: true })
    }
  },
}

type Sides = { found: Found; recordings: number }

async function ofHouse(folder: string, file: string, browser: Browser): Promise<Sides> {
  const rtmpPort = await freePort()
  const env = { RTMP_PORT: String(rtmpPort), RATE_LIMIT: '1000000', LOG_LEVEL: 'warn' }
  const house = await startHouse(join(folder, 'data'), env)
  try {
    const channel = await openChannel(house.origin, rtmpPort)
    const read = () => channel.ask<Channel>('GET', channel.path.replace('/live', '/channels'))
    const side = {
      pid: house.pid,
      address: channel.address,
      page: `${house.origin}${channel.path}`,
      onAir: async () => (await read()).state === 'live',
    }
    const seen = await look(side, browser)
    // One event, whatever its encoder did: one recording.
    await channel.ask('POST', `/events/${(await read()).event!.id}/end`)
    const clips = () => channel.ask<{ items: unknown[] }>('GET', '/footage')
    await until(async () => (await clips()).items.length > 0, { seconds: 60, what: 'the clip' })
    const recordings = (await clips()).items.length
    return { found: { ...seen, cores: await coresOf(side, file) }, recordings }
  } finally {
    await house.stop('SIGTERM')
  }
}

async function ofNginx(file: string, browser: Browser): Promise<Sides> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-nginx-rtmp-'))
  const nginx = await startNginxRtmp(folder)
  try {
    const seen = await look(nginx, browser)
    const recordings = nginx.recordings().length
    return { found: { ...seen, cores: await coresOf(nginx, file) }, recordings }
  } finally {
    await nginx.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** What one sees on the page, and what it does when the encoder is away for a while. */
async function look(side: Side, browser: Browser): Promise<Omit<Found, 'cores'>> {
  const pushes: ClockPush[] = [pushClock(side.address)]
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  try {
    await until(() => side.onAir(), { seconds: 30, what: 'a stream' })
    // Whoever is there when the first list is plays what little there is, nearer than the player would stay.
    await pause(settling * 1000)
    await watchClock(page)
    await page.goto(side.page)
    await pause(settling * 1000)
    const from = Date.now()
    await pause(watched * 1000)
    const delays = (await seenPictures(page))
      .filter(({ seen }) => seen >= from)
      .map(({ made, seen }) => (seen - made) / 1000)
      .toSorted((a, b) => a - b)
    const at = (part: number) => delays[Math.floor(delays.length * part)] ?? Number.NaN
    await pushes[0]!.stop()
    await pause(away * 1000)
    const second = pushClock(side.address)
    pushes.push(second)
    const back = await firstMadeAfter(page, second.startedAt, patience).catch(() => null)
    return { p50: at(0.5), p95: at(0.95), back: back && (back.seen - second.startedAt) / 1000 }
  } finally {
    for (const push of pushes) await push.stop()
    await page.close()
  }
}

/** Of a push that is recorded and that nobody watches. */
async function coresOf({ pid, address }: Side, file: string): Promise<number> {
  const push = pushFile(file, address)
  try {
    await pause(settling * 1000)
    const [before, began] = [familyCpuSeconds(pid), performance.now()]
    await pause(pushed * 1000)
    return ((familyCpuSeconds(pid) - before) * 1000) / (performance.now() - began)
  } finally {
    await push.stop()
  }
}

function rowsOf({ found: ours, recordings }: Sides, { found: theirs, recordings: files }: Sides): Row[] {
  const both = (one: string, other: string) => `${one}; nginx-rtmp ${other}`
  const seconds = (value: number | null) =>
    value === null ? `not within ${patience} s` : `${value.toFixed(2)} s`
  const backSooner = ours.back !== null && (theirs.back === null || ours.back < theirs.back)
  return [
    { what: 'nginx and its module', value: versions() },
    {
      what: 'its settings',
      value: 'fragments and keyframes of 2 s, hls_continuous, record all; hls.js two fragments behind',
    },
    {
      what: 'glass to glass, p50',
      value: both(seconds(ours.p50), seconds(theirs.p50)),
      target: 'sooner',
      ok: ours.p50 < theirs.p50,
    },
    {
      what: 'glass to glass, p95',
      value: both(seconds(ours.p95), seconds(theirs.p95)),
      target: 'sooner',
      ok: ours.p95 < theirs.p95,
    },
    {
      what: `encoder away for ${away} s: the page plays by itself, after it is back`,
      value: both(seconds(ours.back), seconds(theirs.back)),
      target: 'sooner',
      ok: backSooner,
    },
    {
      what: 'recordings of this one event',
      value: both(`${recordings} clip`, `${files} files`),
      target: 'one',
      ok: recordings === 1,
    },
    {
      what: 'CPU of one push of 1080p at 6 Mb/s, recorded, nobody watching',
      value: both(`${ours.cores.toFixed(3)} of a core`, theirs.cores.toFixed(3)),
      target: '≤ 0.05',
      ok: ours.cores <= 0.05,
    },
  ]
}

function versions(): string {
  const nginx = spawnSync('nginx', ['-v'], { encoding: 'utf8' }).stderr.trim()
  const module = spawnSync('dpkg-query', ['-W', '-f', '${Version}', 'libnginx-mod-rtmp'], {
    encoding: 'utf8',
  })
  return `${nginx.replace(/^.*nginx\//, 'nginx ')}, nginx-rtmp ${module.stdout || 'of unknown version'}`
}
