import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import lighthouse, { desktopConfig } from 'lighthouse'
import { chromium } from 'playwright-core'
import { runCli } from '../test/cli/run-cli.ts'
import { startHouse } from '../test/uploads/start-house.ts'

const port = 9223
const space = '/api/v1/spaces/pass-road-club'
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
    const demo = await runCli(['demo'], { dataDir: join(folder, 'data') })
    const house = await startHouse(join(folder, 'data'), { RATE_LIMIT: '1000000' })
    const browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-background-networking', `--remote-debugging-port=${port}`],
    })
    try {
      const headers = await signIn(house.origin, demo.out)
      const { cookie } = headers
      const routes = [
        '/login',
        '/footage',
        `/footage/${await aClip(house.origin, headers)}`,
        '/notes',
        `/notes/${await fillNotes(house.origin, headers)}`,
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

/** As the person of the demo that runs the house. */
async function signIn(origin: string, said: string) {
  const [, email, password] = /^ {2}(\S+@demo\.example) {2}(\S+)$/m.exec(said) ?? []
  const headers = { origin, 'content-type': 'application/json' }
  const answer = await fetch(`${origin}/api/v1/session`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ email, password }),
  })
  if (answer.status !== 201) throw new Error(`the demo said ${said}; signing in: ${await answer.text()}`)
  const cookie = answer.headers.getSetCookie().map((line) => line.split(';')[0]!)
  return { ...headers, cookie: cookie.join('; ') }
}

/** The id of a clip that is ready. */
async function aClip(origin: string, headers: Record<string, string>): Promise<string> {
  const answer = await fetch(`${origin}${space}/footage?state=ready`, { headers })
  const { items } = (await answer.json()) as { items: { id: string }[] }
  return items[0]!.id
}

/** More notes; answers the id of a long one. */
async function fillNotes(origin: string, headers: Record<string, string>): Promise<string> {
  const paragraph = 'We met at **six** at the bridge, and [the map](https://example.org) was wrong again. '
  const body = `${paragraph.repeat(6)}\n\n- one\n- two\n\n`.repeat(12)
  let id = ''
  for (let made = 0; made < notes; made++) {
    const answer = await fetch(`${origin}${space}/notes`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ title: `Meeting ${made}`, body: `# Meeting ${made}\n\n${body}` }),
    })
    if (answer.status !== 201) throw new Error(`notes: ${await answer.text()}`)
    id = ((await answer.json()) as { id: string }).id
  }
  return id
}

async function look(origin: string, route: string, cookie: string, { name, config, mostPaint }: Device) {
  const result = await visit(`${origin}${route}`, route === '/login' ? '' : cookie, config)
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

/** Lighthouse loses a page now and then, and says so: then it looks again. The door sends those who are signed in on their way. */
async function visit(url: string, cookie: string, config: Device['config']) {
  for (let tries = 1; ; tries++) {
    const extraHeaders: Record<string, string> = cookie ? { Cookie: cookie } : {}
    const result = await lighthouse(url, { port, output: 'json', logLevel: 'error', extraHeaders }, config)
    if (result && !result.lhr.runtimeError) return result
    if (tries === 3)
      throw new Error(`Lighthouse did not finish with ${url}: ${result?.lhr.runtimeError?.code}`)
  }
}
