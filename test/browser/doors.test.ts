import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPlace, type Place } from './house.ts'
import { owner, spaceName, visit } from './visit.ts'

let place: Place
beforeAll(async () => {
  place = await openPlace('doors')
})
afterAll(() => place?.close())

async function signIn(page: Page, password = owner.password) {
  await page.getByLabel('Email').fill(owner.email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

describe('doors', () => {
  test('a guest who wants a page of members signs in and is there; signing out closes it again', async () => {
    const { page, faults } = await visit(place.browser, place.house.origin)
    await page.goto('/settings/security')
    await page.waitForURL(/\/login\?next=/)
    await signIn(page, 'not the password')
    const alert = page.getByRole('alert')
    await alert.waitFor()
    expect(await alert.textContent()).toMatch(/password/i)
    expect(await page.getByLabel('Email').inputValue()).toBe(owner.email)
    await signIn(page)
    await page.waitForURL('**/settings/security')
    await page.getByRole('button', { name: owner.name }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.waitForURL(/\/login(\?|$)/)
    await page.goto('/settings/security')
    await page.waitForURL(/\/login\?next=/)
    expect(faults).toEqual([])
  })

  test('an invitation makes a new account a member, who does not see the administration', async () => {
    const admin = await visit(place.browser, place.house.origin, { storageState: place.state })
    await admin.page.goto('/admin/members')
    await admin.page.getByRole('button', { name: 'Invite' }).click()
    await admin.page.getByLabel('People who can use it').fill('2')
    await admin.page.getByRole('button', { name: 'Make link' }).click()
    const link = new URL(await admin.page.getByLabel('Invitation link').inputValue())
    await admin.page.getByRole('button', { name: 'Done' }).click()

    const { page, faults } = await visit(place.browser, place.house.origin, { size: 'phone' })
    await page.goto(link.pathname + link.hash)
    await page.getByRole('heading', { name: `Join ${spaceName}` }).waitFor()
    await page.getByLabel('Your name').fill('Ben Member')
    await page.getByLabel('Email').fill('ben@example.org')
    await page.getByLabel('Password', { exact: true }).fill('another long password')
    await page.getByRole('button', { name: 'Create account and join' }).click()
    await page.waitForURL('**/footage')
    expect(await page.getByRole('link', { name: 'Admin' }).count()).toBe(0)
    await page.goto('/admin/members')
    await page.getByRole('heading', { name: 'Not for your role' }).waitFor()

    await admin.page.reload()
    const saved = admin.page.waitForResponse((answer) => answer.request().method() === 'PATCH')
    await admin.page.getByLabel('Role of Ben Member').selectOption('admin')
    await saved
    await page.reload()
    await page.getByRole('heading', { name: 'Invitations' }).waitFor()

    await admin.page.getByRole('button', { name: 'Remove Ben Member' }).click()
    await admin.page.getByRole('dialog').getByRole('button', { name: 'Remove Ben Member' }).click()
    await admin.page.getByLabel('Role of Ben Member').waitFor({ state: 'detached' })
    await page.goto('/admin/members')
    await page.getByText('You are not a member here').waitFor()
    expect([...faults, ...admin.faults]).toEqual([])
  })

  test('links that are broken or over say so', async () => {
    const { page } = await visit(place.browser, place.house.origin)
    await page.goto('/invite')
    await page.getByRole('heading', { name: 'This link is not whole' }).waitFor()
    await page.goto(`/invite#${'x'.repeat(40)}`)
    await page.reload()
    expect(await page.getByRole('alert').textContent()).toMatch(/invitation|link/i)
    await page.goto('/reset-password')
    await page.getByLabel('Email').fill(owner.email)
    await page.getByRole('button', { name: 'Send the link' }).click()
    await page.getByRole('heading', { name: 'This house sends no mail' }).waitFor()
    await page.goto(`/reset-password#${'x'.repeat(40)}`)
    await page.reload()
    await page.getByLabel('New password').fill('a brand new password')
    await page.getByRole('button', { name: 'Save password' }).click()
    expect(await page.getByRole('alert').textContent()).toMatch(/link|token/i)
  })
})
