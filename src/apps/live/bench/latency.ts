import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../../../../test/browser/visit.ts'
import { type RealHouse, startHouse } from '../../../../test/uploads/start-house.ts'
import { until } from '../../../../test/until.ts'
import { firstMadeAfter, seenPictures, watchClock } from './clock-page.ts'
import { type ClockPush, pushClock } from './clock-picture.ts'
import { openChannel } from './parts/one-channel.ts'

type Row = { what: string; value: string; target?: string; ok?: boolean }

/** Seconds that are looked at, after as many for the player to come to rest. */
const watched = Number(process.env.LATENCY_SECONDS ?? 30)
const openings = 5
const [port, rtmpPort] = [5391, 19391]

/**
 * From the picture before the encoder to the picture on the screen, by the clock in the picture: ffmpeg, the house and headless Chromium
 * share the machine's processors and its clock.
 */
export const bench = {
  name: 'live-latency',
  title: 'Live: from the camera to the screen',
  async run(): Promise<{ rows: Row[] }> {
    const folder = await mkdtemp(join(tmpdir(), 'bench-latency-'))
    const env = { PORT: String(port), RTMP_PORT: String(rtmpPort), RATE_LIMIT: '1000000', LOG_LEVEL: 'warn' }
    let house: RealHouse = await startHouse(folder, env)
    const browser = await openBrowser()
    const pushes: ClockPush[] = []
    try {
      const { path, address } = await openChannel(house.origin, rtmpPort)
      const push = () => pushes[pushes.push(pushClock(address)) - 1]!
      const page = await watch(browser, `${house.origin}${path}`)
      await page.getByText('Nothing is on air').waitFor()
      // The player is fetched while one waits.
      await pause(3000)
      const rows: Row[] = []

      const first = push()
      const opened = await firstMadeAfter(page, first.startedAt, 30)
      rows.push(within('waiting page plays, after the push began', opened.seen - first.startedAt, 4000))

      await pause(watched * 1000)
      const from = Date.now()
      await pause(watched * 1000)
      const delays = (await seenPictures(page))
        .filter(({ seen }) => seen >= from)
        .map(({ made, seen }) => seen - made)
        .toSorted((a, b) => a - b)
      const at = (part: number) => delays[Math.floor(delays.length * part)] ?? Number.NaN
      rows.push(within(`glass to glass, p50 of ${delays.length} pictures`, at(0.5), 1700))
      rows.push(within('glass to glass, p95', at(0.95), 2200))

      const loads: number[] = []
      for (let turn = 0; turn < openings; turn++)
        loads.push(await firstPicture(browser, `${house.origin}${path}`))
      rows.push(
        within(
          `page load to first picture, median of ${openings}`,
          loads.toSorted((a, b) => a - b)[Math.floor(openings / 2)]!,
          1500,
        ),
      )

      await first.stop()
      await pause(5000)
      const second = push()
      const again = await firstMadeAfter(page, second.startedAt, 30)
      rows.push(within('encoder away for 5 s: plays after it is back', again.seen - second.startedAt, 2000))

      await pause(3000)
      await house.stop('SIGKILL')
      await second.stop()
      house = await startHouse(folder, env)
      const third = push()
      const back = await firstMadeAfter(page, third.startedAt, 60)
      rows.push(within('server killed: plays after the encoder is back', back.seen - third.startedAt, 6000))
      return { rows }
    } finally {
      for (const one of pushes) await one.stop()
      await browser.close()
      await house.stop('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    }
  },
}

async function watch(browser: Browser, address: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await watchClock(page)
  await page.goto(address)
  return page
}

/** Milliseconds from the navigation of a fresh profile to the first picture. */
async function firstPicture(browser: Browser, address: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  try {
    const page = await context.newPage()
    await watchClock(page)
    await page.goto(address)
    await until(async () => (await seenPictures(page)).length > 0, { seconds: 20, what: 'a picture' })
    const [first] = await seenPictures(page)
    return first!.seen - (await page.evaluate(() => performance.timeOrigin))
  } finally {
    await context.close()
  }
}

const within = (what: string, milliseconds: number, most: number): Row => ({
  what,
  value: `${(milliseconds / 1000).toFixed(2)} s`,
  target: `≤ ${most / 1000} s`,
  ok: milliseconds <= most,
})
