import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { setupToken } from '../uploads/start-house.ts'

/** A person at a browser. `faults` collects what no page of the house may do. */
export type Visit = { page: Page; faults: string[]; close: () => Promise<void> }

const chromiumPath = '/usr/bin/chromium'

/** The system's Chromium, with nothing of its own on the network. */
export async function openBrowser(): Promise<Browser> {
  if (!existsSync('dist/web/index.html')) throw new Error('the web app is not built: npm run build')
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--autoplay-policy=no-user-gesture-required',
    ],
  })
}

export const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const
export type Size = keyof typeof sizes

/** A fresh browser profile at `origin`. Third-party requests, script errors and refused styles or scripts are faults. */
export async function visit(
  browser: Browser,
  origin: string,
  look: { size?: Size; theme?: 'light' | 'dark' } & Pick<
    BrowserContextOptions,
    'storageState' | 'userAgent'
  > = {},
): Promise<Visit> {
  const { size = 'desktop', theme = 'light', ...more } = look
  const context = await browser.newContext({
    ...more,
    baseURL: origin,
    viewport: sizes[size],
    colorScheme: theme,
    reducedMotion: 'reduce',
    isMobile: size === 'phone',
    hasTouch: size === 'phone',
  })
  context.setDefaultTimeout(15_000)
  const faults: string[] = []
  context.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== origin)
      faults.push(`third party: ${request.url()}`)
  })
  const page = await context.newPage()
  page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`))
  page.on('console', (message) => {
    // Chromium reports every refused request as an error; the page's own words about it are what counts.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(`${page.url()}: ${message.text()}`)
  })
  return { page, faults, close: () => context.close() }
}

export const owner = { name: 'Ada Owner', email: 'ada@example.org', password: 'correct horse battery' }
export const spaceName = 'Riverside Dashcam Club'

/** Sets the house up over HTTP and answers the cookies of its first owner, for `visit(…, { storageState })`. */
export async function setUp(origin: string) {
  const answer = await fetch(`${origin}/api/v1/setup`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ ...owner, spaceName, ...(await setupToken()) }),
  })
  if (answer.status !== 201) throw new Error(`setup: ${answer.status} ${await answer.text()}`)
  return stateOf(origin, answer)
}

/** The cookies of an answer as a browser keeps them. */
export function stateOf(origin: string, answer: Response) {
  const cookies = answer.headers.getSetCookie().map((line) => {
    const [pair = ''] = line.split(';')
    const [name = '', value = ''] = pair.split('=')
    return {
      name,
      value,
      domain: new URL(origin).hostname,
      path: '/',
      expires: -1,
      httpOnly: true,
      secure: false,
      sameSite: 'Lax' as const,
    }
  })
  return { cookies, origins: [] }
}
