import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axe } from './axe.ts'
import { openPlace, type Place } from './house.ts'
import { owner, type Size, visit } from './visit.ts'

let place: Place
beforeAll(async () => {
  place = await openPlace('axe')
})
afterAll(() => place?.close())

/** Page → what opens its dialogs and menus, one after the other. */
const pages: Record<string, ((page: Page) => Promise<unknown>)[]> = {
  '/footage': [(page) => page.keyboard.press('Control+k'), (page) => page.keyboard.press('?')],
  '/settings/profile': [(page) => page.getByRole('button', { name: /^Leave/ }).click()],
  '/settings/security': [(page) => page.getByRole('button', { name: 'Turn on' }).click()],
  '/settings/sessions': [],
  '/settings/api-keys': [(page) => page.getByRole('button', { name: 'New key' }).click()],
  '/settings/notifications': [],
  '/settings/appearance': [],
  '/admin/overview': [],
  '/admin/jobs': [],
  '/admin/audit': [],
  '/admin/members': [(page) => page.getByRole('button', { name: 'Invite' }).click()],
  '/admin/settings': [(page) => page.getByRole('button', { name: owner.name }).click()],
  '/no/such/page': [],
}
const doors = ['/login', '/reset-password', `/reset-password#${'x'.repeat(40)}`, '/invite']

const looks: [Size, 'light' | 'dark'][] = [
  ['desktop', 'light'],
  ['desktop', 'dark'],
  ['phone', 'light'],
  ['phone', 'dark'],
]

const settled = async (page: Page) => {
  await page.locator('h1, h2').first().waitFor()
  await page.waitForFunction(() => document.querySelector('.skeleton') === null)
}

describe.each(looks)('axe finds nothing on a %s in %s', (size, theme) => {
  test('pages, dialogs and menus of members', async () => {
    const { page, faults, close } = await visit(place.browser, place.house.origin, {
      size,
      theme,
      storageState: place.state,
    })
    const found: Record<string, string[]> = {}
    for (const [path, openings] of Object.entries(pages)) {
      await page.goto(path)
      await settled(page)
      found[path] = await axe(page)
      for (const [at, open] of openings.entries()) {
        await open(page)
        await page.locator('dialog[open], [role=menu]:popover-open').first().waitFor()
        found[`${path}, opened ${at + 1}`] = await axe(page)
        await page.keyboard.press('Escape')
        await page.locator('dialog[open]').waitFor({ state: 'detached' })
      }
    }
    expect(Object.entries(found).filter(([, faults]) => faults.length > 0)).toEqual([])
    expect(faults).toEqual([])
    await close()
  })

  test('doors', async () => {
    const { page, faults, close } = await visit(place.browser, place.house.origin, { size, theme })
    for (const path of doors) {
      await page.goto(path)
      await page.reload()
      await settled(page)
      expect([path, await axe(page)]).toEqual([path, []])
    }
    expect(faults).toEqual([])
    await close()
  })
})

test('a planted violation is found', async () => {
  const { page, close } = await visit(place.browser, place.house.origin)
  await page.goto('/login')
  await settled(page)
  await page.evaluate(() => document.body.append(document.createElement('button')))
  expect((await axe(page)).join()).toContain('button-name')
  await close()
})
