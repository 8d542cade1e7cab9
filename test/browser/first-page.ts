import type { Page } from 'playwright-core'

const appScript = /\/assets\/index-[^/]+\.js$/

/**
 * Where `words` stand once by the first paint alone, as if the app never came, and then in the app, CSS pixels; and whether the
 * first paint has gone.
 */
export async function firstAndThen(page: Page, path: string, words: string) {
  await page.route(appScript, (route) => route.abort())
  await page.goto(path)
  const early = page.locator('#first-page').getByText(words, { exact: true }).first()
  await early.waitFor()
  const first = await early.boundingBox()
  await page.unroute(appScript)
  await page.goto(path)
  const shown = page.locator('main').getByText(words, { exact: true }).first()
  await shown.waitFor()
  await page.waitForFunction(() => document.getElementById('first-page') === null)
  return { first, app: await shown.boundingBox() }
}

/** The farthest that a corner of the text has moved, CSS pixels. */
export const moved = ({ first, app }: Awaited<ReturnType<typeof firstAndThen>>): number =>
  first && app ? Math.max(Math.abs(first.x - app.x), Math.abs(first.y - app.y)) : Number.POSITIVE_INFINITY
