import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import lighthouse from 'lighthouse'
import { chromium } from 'playwright-core'
import { setUp, startHouse } from '../test/uploads/start-house.ts'

const routes = [
  '/login',
  '/footage',
  '/settings/profile',
  '/settings/security',
  '/admin/overview',
  '/admin/members',
]
const port = 9223

/** What Lighthouse gives each page of the shell, as a phone on slow 4G. Run it on an idle machine: it measures this one's speed too. */
export const bench = {
  name: 'lighthouse',
  title: 'Web app: Lighthouse on a phone with slow 4G',
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'longhouse-lighthouse-'))
    const house = await startHouse(join(folder, 'data'), { RATE_LIMIT: '1000000' })
    const browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-background-networking', `--remote-debugging-port=${port}`],
    })
    try {
      const { cookie } = await setUp(house.origin)
      const rows = []
      for (const route of routes) rows.push(...(await look(`${house.origin}${route}`, route, cookie ?? '')))
      return { rows }
    } finally {
      await browser.close()
      await house.stop('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    }
  },
}

async function look(url: string, route: string, cookie: string) {
  const result = await lighthouse(url, {
    port,
    output: 'json',
    logLevel: 'error',
    // The door sends those who are signed in on their way.
    extraHeaders: route === '/login' ? {} : { Cookie: cookie },
  })
  if (!result) throw new Error(`Lighthouse did not finish with ${route}`)
  const { categories, audits } = result.lhr
  const scores = Object.values(categories).map(({ score }) => Math.round((score ?? 0) * 100))
  const figure = (name: string) => audits[name]?.numericValue ?? Number.POSITIVE_INFINITY
  const [paint, blocking, shift] = [
    figure('largest-contentful-paint') / 1000,
    figure('total-blocking-time'),
    figure('cumulative-layout-shift'),
  ]
  return [
    {
      what: `${route}: ${Object.keys(categories).join(', ')}`,
      value: scores.join(', '),
      target: '≥ 95',
      ok: Math.min(...scores) >= 95,
    },
    { what: `${route}: largest paint`, value: `${paint.toFixed(1)} s`, target: '≤ 2.5 s', ok: paint <= 2.5 },
    {
      what: `${route}: blocked`,
      value: `${Math.round(blocking)} ms`,
      target: '≤ 150 ms',
      ok: blocking <= 150,
    },
    { what: `${route}: layout shift`, value: shift.toFixed(3), target: '≤ 0.02', ok: shift <= 0.02 },
  ]
}
