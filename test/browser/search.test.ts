import type { Page, Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { axe } from './axe.ts'
import { openPlace, type Place } from './house.ts'
import { type Size, visit } from './visit.ts'

let place: Place
beforeAll(async () => {
  place = await openPlace('search')
})
afterAll(() => place?.close())

const field = (page: Page) => page.getByRole('combobox', { name: 'Search everything' })
const option = (page: Page, name: RegExp) => page.getByRole('option', { name })

/** The search dialog over a server that answers when the test says so. */
async function openSearch(look: { size?: Size; theme?: 'light' | 'dark' } = {}) {
  const { page, faults, close } = await visit(place.browser, place.house.origin, {
    storageState: place.state,
    ...look,
  })
  onTestFinished(close)
  const asked: string[] = []
  const waiting: Route[] = []
  await page.route('**/api/v1/spaces/*/search?**', (route) => {
    asked.push(new URL(route.request().url()).searchParams.get('q') ?? '')
    waiting.push(route)
  })
  /** Answers the one request under way. */
  const answer = async (items: unknown[] = [], status = 200) => {
    await expect.poll(() => waiting.length).toBe(1)
    const json = status === 200 ? { items, nextCursor: null } : { status, code: 'busy', detail: 'Too busy.' }
    await waiting.shift()!.fulfill({ status, json })
  }
  await page.goto('/settings/appearance')
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Search' }).first().click()
  await field(page).waitFor()
  return { page, faults, asked, waiting, answer }
}

const hit = (kind: string, id: string, title: string, more = {}) => ({
  kind,
  id,
  title: [
    { text: title.slice(0, 4), hit: true },
    { text: title.slice(4), hit: false },
  ],
  snippet: [{ text: `about ${title}`, hit: false }],
  tags: ['alps'],
  author: { id: 'a', name: 'Ada Owner' },
  at: '2026-05-01T10:00:00.000Z',
  archived: false,
  ...more,
})

describe('the search', () => {
  test('asks one thing at a time, always the latest, and shows what matched', async () => {
    const { page, faults, asked, waiting, answer } = await openSearch()
    await field(page).pressSequentially('pass')
    await expect.poll(() => waiting.length).toBe(1)
    expect(asked).toEqual(['p'])
    await answer([hit('clip', '1', 'Pine road')])
    await expect.poll(() => asked).toEqual(['p', 'pass'])
    await answer([hit('clip', '1', 'Pass in the snow'), hit('member', '2', 'Pascal')])
    await option(page, /^Pass in the snow about .* Clip · Ada Owner · .* #alps$/).waitFor()
    expect(await page.locator('mark').allTextContents()).toEqual(['Pass', 'Pasc'])
    expect(await axe(page)).toEqual([])

    await page.keyboard.press('ArrowDown')
    await expect.poll(() => option(page, /^Pascal/).getAttribute('aria-selected')).toBe('true')
    await page.keyboard.press('Enter')
    expect(await field(page).inputValue()).toBe('from:"Pascal" ')
    await answer()
    await page.getByText('Nothing found for “from:"Pascal"”').waitFor()
    expect(asked).toHaveLength(3)
    expect(faults).toEqual([])
  })

  test('Enter before the answer opens what it meant; searches are remembered', async () => {
    const { page, answer } = await openSearch()
    await field(page).fill('pass')
    await page.keyboard.press('Enter')
    await answer([hit('clip', '0190aaaa-0000-7000-8000-000000000000', 'Pass in the snow')])
    await page.waitForURL('**/footage/0190aaaa-0000-7000-8000-000000000000')

    await page.keyboard.press('Control+k')
    await page.getByRole('group', { name: 'Recent searches' }).waitFor()
    expect(await axe(page)).toEqual([])
    await option(page, /^pass$/).click()
    expect(await field(page).inputValue()).toBe('pass')
    await option(page, /^Pass in the snow/).waitFor()
    await field(page).fill('')
    await option(page, /^Forget these$/).click()
    await option(page, /^pass$/).waitFor({ state: 'detached' })
  })

  test('says when it cannot answer, and goes on', async () => {
    const { page, answer } = await openSearch()
    await field(page).fill('jobs')
    await answer([], 503)
    await page.getByText('Too busy.').waitFor()
    expect(await option(page, /^Jobs$/).count()).toBe(1)
    expect(await axe(page)).toEqual([])
    await page.getByRole('button', { name: 'Try again' }).click()
    await answer([hit('clip', '1', 'Jobs well done')])
    await option(page, /^Jobs well done/).waitFor()

    await page.context().setOffline(true)
    await field(page).fill('mountain')
    await page.getByText('You are offline. Pages').waitFor()
    await page.context().setOffline(false)
    await answer([hit('clip', '1', 'Mountain')])
    await option(page, /^Mountain/).waitFor()
  })

  test('finds people, and by them what they wrote', async () => {
    const { page, faults, close } = await visit(place.browser, place.house.origin, {
      storageState: place.state,
    })
    await page.goto('/settings/appearance')
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.keyboard.press('Control+k')
    await field(page).fill('ada')
    await option(page, /^Ada Owner Member$/).click()
    await expect.poll(() => field(page).inputValue()).toBe('from:"Ada Owner" ')
    await page.getByText(/^Nothing found for/).waitFor()
    expect(faults).toEqual([])
    await close()
  })

  test('fills a phone, and its filters are a touch away', async () => {
    const { page, answer } = await openSearch({ size: 'phone', theme: 'dark' })
    const box = await page.getByRole('dialog', { name: 'Search' }).boundingBox()
    expect([box?.x, box?.y, box?.width]).toEqual([0, 0, 390])
    await field(page).fill('snow')
    await answer([hit('clip', '1', 'Snow on the pass')])
    await page.getByRole('button', { name: 'tag:' }).click()
    expect(await field(page).inputValue()).toBe('snow tag:')
    await answer()
    expect(await axe(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  })
})
