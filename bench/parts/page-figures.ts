import lighthouse, { desktopConfig, type RunnerResult } from 'lighthouse'
import { chromium } from 'playwright-core'
import { freePort } from '../../test/bed/program.ts'

type Row = { what: string; value: string; target?: string; ok?: boolean }
type Device = { name: string; config: typeof desktopConfig | undefined; mostPaint: number }
/** Seconds until the largest part is painted, as promised in the budgets of the web app. */
const phone: Device = { name: 'phone', config: undefined, mostPaint: 2.5 }
const desktop: Device = { name: 'desktop', config: desktopConfig, mostPaint: 1 }

export const devices = [phone, desktop] as const

/**
 * `cookie`: of whoever is signed in, or empty. `state`: what else the row says of the page. `plays`: the page shows a stream, whose first picture
 * is what Lighthouse takes for the page's largest part, over a line that the stream itself fills: figures without a target.
 */
type Look = { url: string; cookie: string; device: Device; state?: string; plays?: boolean }

/** Lighthouse with a browser of its own. */
export async function openLighthouse(): Promise<{ look(at: Look): Promise<Row[]>; close(): Promise<void> }> {
  const port = await freePort()
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', `--remote-debugging-port=${port}`],
  })
  return {
    async look(at) {
      const { url, device, state = '', plays = false } = at
      const route = new URL(url).pathname.replaceAll(/[0-9a-f-]{36}/g, ':id')
      const rows = rowsOf(`${device.name} ${route}${state}`, await visit(port, at), device.mostPaint)
      return plays ? rows.map(({ what, value }) => ({ what, value })) : rows
    },
    close: () => browser.close(),
  }
}

function rowsOf(what: string, result: RunnerResult, mostPaint: number): Row[] {
  const { categories, audits } = result.lhr
  const scores = Object.values(categories).map(({ score }) => Math.round((score ?? 0) * 100))
  const figure = (audit: string) => audits[audit]?.numericValue ?? Number.POSITIVE_INFINITY
  const [paint, blocking, shift] = [
    figure('largest-contentful-paint') / 1000,
    figure('total-blocking-time'),
    figure('cumulative-layout-shift'),
  ]
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
async function visit(port: number, { url, cookie, device: { config } }: Look): Promise<RunnerResult> {
  for (let tries = 1; ; tries++) {
    const extraHeaders: Record<string, string> = cookie ? { Cookie: cookie } : {}
    const result = await lighthouse(url, { port, output: 'json', logLevel: 'error', extraHeaders }, config)
    if (result && !result.lhr.runtimeError) return result
    if (tries === 3)
      throw new Error(`Lighthouse did not finish with ${url}: ${result?.lhr.runtimeError?.code}`)
  }
}
