import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import lighthouse, { desktopConfig } from 'lighthouse'
import { chromium } from 'playwright-core'
import { ended, read, upload, visitor } from '../src/apps/footage/test/club.ts'
import { film } from '../src/apps/footage/test/films.ts'
import { until } from '../test/until.ts'
import { setUp, startHouse } from '../test/uploads/start-house.ts'

const port = 9223
const clips = 12
const notes = 40

/**
 * What Lighthouse gives each page, as a phone on slow 4G and as a desktop on the local network. The house has something to show.
 * Run it on an idle machine: it measures this one's speed too.
 */
export const bench = {
  name: 'lighthouse',
  title: 'Web app: Lighthouse, a phone with slow 4G and a desktop',
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'longhouse-lighthouse-'))
    const house = await startHouse(join(folder, 'data'), { RATE_LIMIT: '1000000' })
    const browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-background-networking', `--remote-debugging-port=${port}`],
    })
    try {
      const { cookie = '' } = await setUp(house.origin)
      const routes = [
        '/login',
        '/footage',
        `/footage/${await fillFootage(house.origin, cookie, folder)}`,
        '/notes',
        `/notes/${await fillNotes(house.origin, cookie)}`,
        '/settings/profile',
        '/settings/security',
        '/admin/overview',
        '/admin/members',
      ]
      const rows = []
      for (const device of [phone, desktop])
        for (const route of routes) rows.push(...(await look(house.origin, route, cookie, device)))
      return { rows }
    } finally {
      await browser.close()
      await house.stop('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    }
  },
}

type Device = { name: string; config: typeof desktopConfig | undefined; mostPaint: number }
/** Seconds until the largest part is painted, as promised in the budgets of the web app. */
const phone: Device = { name: 'phone', config: undefined, mostPaint: 2.5 }
const desktop: Device = { name: 'desktop', config: desktopConfig, mostPaint: 1 }

/** Clips with pictures; answers the id of one that is ready. */
async function fillFootage(origin: string, cookie: string, folder: string): Promise<string> {
  const who = visitor(origin, cookie)
  const footage = '/spaces/hall/footage'
  const path = await film(join(folder, 'drive.mp4'), { size: '1280x720', seconds: 3 })
  let id = ''
  for (let made = 0; made < clips; made++)
    id = (await upload(who, footage, path, { title: `Over the pass, part ${made}` })).id
  await ended(who, footage, id, 300)
  await until(async () => (await read(who, footage, id)).playback?.pictures.length, { seconds: 60 })
  return id
}

/** Notes; answers the id of a long one. */
async function fillNotes(origin: string, cookie: string): Promise<string> {
  const who = visitor(origin, cookie)
  const paragraph = 'We met at **six** at the bridge, and [the map](https://example.org) was wrong again. '
  let id = ''
  for (let made = 0; made < notes; made++) {
    const body = `# Meeting ${made}\n\n${`${paragraph.repeat(6)}\n\n- one\n- two\n\n`.repeat(12)}`
    const answer = await who.call('POST', '/spaces/hall/notes', { title: `Meeting ${made}`, body })
    if (answer.status !== 201) throw new Error(`notes: ${JSON.stringify(answer.body)}`)
    id = (answer.body as { id: string }).id
  }
  return id
}

async function look(origin: string, route: string, cookie: string, { name, config, mostPaint }: Device) {
  const result = await lighthouse(
    `${origin}${route}`,
    {
      port,
      output: 'json',
      logLevel: 'error',
      // The door sends those who are signed in on their way.
      extraHeaders: route === '/login' ? {} : { Cookie: cookie },
    },
    config,
  )
  if (!result) throw new Error(`Lighthouse did not finish with ${route}`)
  const { categories, audits } = result.lhr
  const scores = Object.values(categories).map(({ score }) => Math.round((score ?? 0) * 100))
  const figure = (audit: string) => audits[audit]?.numericValue ?? Number.POSITIVE_INFINITY
  const [paint, blocking, shift] = [
    figure('largest-contentful-paint') / 1000,
    figure('total-blocking-time'),
    figure('cumulative-layout-shift'),
  ]
  const what = `${name} ${route.replace(/[0-9a-f-]{36}/, ':id')}`
  return [
    {
      what: `${what}: ${Object.keys(categories).join(', ')}`,
      value: scores.join(', '),
      target: '≥ 95',
      ok: Math.min(...scores) >= 95,
    },
    {
      what: `${what}: largest paint`,
      value: `${paint.toFixed(1)} s`,
      target: `≤ ${mostPaint} s`,
      ok: paint <= mostPaint,
    },
    {
      what: `${what}: blocked`,
      value: `${Math.round(blocking)} ms`,
      target: '≤ 150 ms',
      ok: blocking <= 150,
    },
    { what: `${what}: layout shift`, value: shift.toFixed(3), target: '≤ 0.02', ok: shift <= 0.02 },
  ]
}
