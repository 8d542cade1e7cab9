import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { type RealHouse, startHouse } from '../uploads/start-house.ts'
import { openBrowser, setUp } from './visit.ts'

/** A house and a browser for one file of journeys, both gone at its end. */
export type Place = {
  browser: Browser
  house: RealHouse
  /** Cookies of the first owner; none before the house is set up. */
  state: Awaited<ReturnType<typeof setUp>>
  folder: string
  close: () => Promise<void>
}

export async function openPlace(
  name: string,
  { empty = false, env = {} as Record<string, string> } = {},
): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), `longhouse-${name}-`))
  // Journeys open many pages in one minute.
  const house = await startHouse(join(folder, 'data'), { RATE_LIMIT: '1000000', ...env })
  const state = empty ? { cookies: [], origins: [] } : await setUp(house.origin)
  const browser = await openBrowser()
  return {
    browser,
    house,
    state,
    folder,
    async close() {
      await browser.close()
      await house.stop('SIGTERM')
      await house.clear()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
