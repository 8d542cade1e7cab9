import * as OTPAuth from 'otpauth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPlace, type Place } from './house.ts'
import { owner, visit } from './visit.ts'

let place: Place
beforeAll(async () => {
  place = await openPlace('settings')
})
afterAll(() => place?.close())

const visitAsOwner = () => visit(place.browser, place.house.origin, { storageState: place.state })

describe('settings', () => {
  test('a new name is everywhere at once', async () => {
    const { page, faults } = await visitAsOwner()
    await page.goto('/settings')
    await page.waitForURL('**/settings/profile')
    await page.getByLabel('Name', { exact: true }).fill('Ada Lovelace')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved').waitFor()
    await page.getByRole('button', { name: 'Ada Lovelace' }).waitFor()
    expect(faults).toEqual([])
  })

  test('an API key is shown once, works, and can be revoked', async () => {
    const { page, faults } = await visitAsOwner()
    await page.goto('/settings/api-keys')
    await page.getByRole('button', { name: 'New key' }).click()
    await page.getByLabel('Name').fill('Backup script')
    await page.getByRole('checkbox').first().check()
    await page.getByRole('button', { name: 'Make key' }).click()
    const key = await page.getByLabel('API key', { exact: true }).inputValue()
    expect(key).toMatch(/^lh_/)
    const asked = await fetch(`${place.house.origin}/api/v1/me`, {
      headers: { authorization: `Bearer ${key}` },
    })
    expect(asked.status).toBe(200)
    await page.getByRole('button', { name: 'Done' }).click()
    await page.reload()
    await page.getByText('Backup script').waitFor()
    expect(await page.content()).not.toContain(key)
    await page.getByRole('button', { name: 'Revoke Backup script' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await page.getByRole('heading', { name: 'No keys yet' }).waitFor()
    expect(faults).toEqual([])
  })

  test('the theme holds over a reload, before the first paint', async () => {
    const { page } = await visitAsOwner()
    await page.goto('/settings/appearance')
    await page.getByRole('radio', { name: 'Dark' }).check()
    await page.reload({ waitUntil: 'commit' })
    await page.waitForFunction(() => document.documentElement?.dataset.theme === 'dark')
    await page.getByRole('heading', { name: 'Appearance' }).waitFor()
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe(
      'rgb(14, 16, 21)',
    )
    await page.getByLabel('As my system').check()
    await page.waitForFunction(
      () => getComputedStyle(document.documentElement).backgroundColor === 'rgb(255, 255, 255)',
    )
  })

  test('two-factor sign-in: on with a code, asked for at the door, off with the password', async () => {
    const { page, faults } = await visitAsOwner()
    await page.goto('/settings/security')
    await page.getByRole('button', { name: 'Turn on' }).click()
    await page.getByLabel('Your password').fill(owner.password)
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByRole('img', { name: /QR code/ }).waitFor()
    const secret = await page.getByLabel('Or type this key').inputValue()
    const code = (stepsAhead = 0) =>
      new OTPAuth.TOTP({ secret }).generate({ timestamp: Date.now() + stepsAhead * 30_000 })
    await page.getByLabel('Code from the app').fill(code())
    await page.getByRole('dialog').getByRole('button', { name: 'Turn on' }).click()
    await page.getByText('On', { exact: true }).waitFor()

    const door = await visit(place.browser, place.house.origin)
    await door.page.goto('/login')
    await door.page.getByLabel('Email').fill(owner.email)
    await door.page.getByLabel('Password', { exact: true }).fill(owner.password)
    await door.page.getByRole('button', { name: 'Sign in' }).click()
    // A code works once: this one belongs to the next half minute, which the house takes for clocks that differ.
    await door.page.getByLabel('Code').fill(code(1))
    await door.page.getByRole('button', { name: 'Sign in' }).click()
    await door.page.waitForURL('**/footage')

    await page.goto('/settings/sessions')
    await page.getByRole('button', { name: 'Sign out others' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out others' }).click()
    await page.getByRole('button', { name: 'Sign out others' }).first().waitFor({ state: 'detached' })
    await door.page.goto('/settings/profile')
    await door.page.waitForURL(/\/login/)

    await page.goto('/settings/security')
    await page.getByRole('button', { name: 'Turn off' }).click()
    await page.getByLabel('Your password').fill(owner.password)
    await page.getByRole('dialog').getByRole('button', { name: 'Turn off' }).click()
    await page.getByText('Off', { exact: true }).waitFor()
    expect([...faults, ...door.faults]).toEqual([])
  })

  test('a wrong current password changes nothing and says so', async () => {
    const { page } = await visitAsOwner()
    await page.goto('/settings/security')
    await page.getByLabel('Current password').fill('not the password')
    await page.getByLabel('New password').fill('a quite new password')
    await page.getByRole('button', { name: 'Change password' }).click()
    await page
      .getByText(/password/i, { exact: false })
      .first()
      .waitFor()
    await page.locator('[role=alert], [aria-invalid=true]').first().waitFor()
    expect(await page.getByLabel('New password').inputValue()).toBe('a quite new password')
  })
})
