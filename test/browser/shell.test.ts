import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPlace, type Place } from './house.ts'
import { owner, spaceName, visit } from './visit.ts'

let place: Place
beforeAll(async () => {
  place = await openPlace('shell')
})
afterAll(() => place?.close())

const visitAsOwner = (look = {}) =>
  visit(place.browser, place.house.origin, { storageState: place.state, ...look })

describe('the shell', () => {
  test('everything can be reached and left with the keyboard', async () => {
    const { page, faults } = await visitAsOwner()
    await page.goto('/footage')
    await page.getByRole('heading', { name: 'Footage' }).waitFor()
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the page')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')

    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Search everything' }).fill('memb')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/admin/members')
    await page.waitForFunction(() => document.activeElement?.tagName === 'H1')
    await expect.poll(() => page.title()).toBe(`Admin · ${spaceName}`)

    await page.keyboard.press('?')
    const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await keys.waitFor()
    expect(await keys.locator('dt').allTextContents()).toEqual(
      expect.arrayContaining(['Search', 'Show these shortcuts', 'Fold or unfold the rail']),
    )
    await page.keyboard.press('Escape')
    await keys.waitFor({ state: 'detached' })

    await page.keyboard.press('[')
    expect(await page.evaluate(() => document.documentElement.dataset.rail)).toBe('narrow')
    await page.reload()
    await page.getByRole('heading', { name: 'Invitations' }).waitFor()
    expect((await page.getByRole('navigation', { name: 'House' }).boundingBox())?.width).toBe(64)

    const account = page.getByRole('button', { name: owner.name })
    await account.focus()
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement?.textContent === 'Settings')
    await page.keyboard.press('ArrowDown')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Sign out')
    await page.keyboard.press('Escape')
    expect(await account.evaluate((button) => button === document.activeElement)).toBe(true)
    expect(faults).toEqual([])
  })

  test('a phone has its bars and never scrolls sideways', async () => {
    const { page, faults } = await visitAsOwner({ size: 'phone' })
    for (const path of [
      '/footage',
      '/settings/api-keys',
      '/admin/members',
      '/admin/jobs',
      '/admin/overview',
    ]) {
      await page.goto(path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.getByRole('navigation', { name: 'Apps' }).waitFor()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    }
    expect(faults).toEqual([])
  })

  test('an address that leads nowhere says so, inside the house and in another space', async () => {
    const { page } = await visitAsOwner()
    await page.goto('/no/such/page')
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
    await page.getByRole('link', { name: 'Go to the start' }).click()
    await page.waitForURL('**/footage')
    await page.goto('/s/nobody/footage')
    expect(await page.getByRole('alert').textContent()).toContain('Nothing here')
  })

  test('another space has its own address, and links stay in it', async () => {
    const { page, faults } = await visitAsOwner()
    await page.goto('/admin/settings')
    await page.getByLabel('Name of the new space').fill('Sunday Choir')
    await page.getByRole('button', { name: 'Open space' }).click()
    await page.waitForURL('**/s/sunday-choir/admin/members')
    await page.getByRole('link', { name: 'Footage' }).click()
    await page.waitForURL('**/s/sunday-choir/footage')
    await expect.poll(() => page.title()).toBe('Footage · Sunday Choir')
    await page.reload()
    await page.getByRole('button', { name: 'Sunday Choir' }).click()
    await page.getByRole('menuitemradio', { name: spaceName }).click()
    await page.waitForURL((url) => url.pathname === '/footage')
    await page.goBack()
    await page.waitForURL('**/s/sunday-choir/**')
    expect(faults).toEqual([])
  })

  test('a session that ended elsewhere leads to the door', async () => {
    const { page } = await visitAsOwner()
    await page.goto('/settings/sessions')
    await page.getByText('This one').waitFor()
    const me = await page.evaluate(async () => (await fetch('/api/v1/me/sessions')).json())
    const current = (me as { items: { id: string; current: boolean }[] }).items.find((one) => one.current)
    await page.evaluate((id) => fetch(`/api/v1/me/sessions/${id}`, { method: 'DELETE' }), current?.id)
    await page.getByRole('link', { name: 'API keys' }).click()
    await page.waitForURL(/\/login\?next=/)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Sign in')
  })

  test('without a connection the shell opens and says what is the matter', async () => {
    const { page } = await visit(place.browser, place.house.origin)
    await page.goto('/footage')
    await page.evaluate(async () => {
      const ready = await navigator.serviceWorker.ready
      if (ready.active?.state !== 'activated')
        await new Promise((resolve) => ready.active?.addEventListener('statechange', resolve))
    })
    await page.reload()
    await page.getByRole('heading', { name: 'Footage' }).waitFor()
    await page.context().setOffline(true)
    await page.reload()
    await page.getByText('You are offline.', { exact: false }).first().waitFor()
    await page.context().setOffline(false)
    const kept = await page.evaluate(async () => {
      const names = await caches.keys()
      const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))
      return all.flat().map((request) => new URL(request.url).pathname)
    })
    expect(kept.length).toBeGreaterThan(5)
    expect(kept.filter((path) => /^\/(api|media|uploads)/.test(path))).toEqual([])
  })
})
