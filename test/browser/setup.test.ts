import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPlace, type Place } from './house.ts'
import { owner, spaceName, visit } from './visit.ts'

let place: Place
beforeAll(async () => {
  place = await openPlace('setup', { empty: true })
})
afterAll(() => place?.close())

test('an empty house leads through five steps, and a reload goes on where it was', async () => {
  const { page, faults } = await visit(place.browser, place.house.origin)
  await page.goto('/footage')
  await page.waitForURL('**/setup')
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByLabel('Name of the space').fill(spaceName)
  await page.getByRole('button', { name: 'Next' }).click()

  await page.getByRole('heading', { name: 'Your account' }).waitFor()
  await page.reload()
  await page.getByRole('heading', { name: 'Your account' }).waitFor()
  await page.getByRole('button', { name: 'Back' }).click()
  expect(await page.getByLabel('Name of the space').inputValue()).toBe(spaceName)
  await page.getByRole('button', { name: 'Next' }).click()

  await page.getByLabel('Your name').fill(owner.name)
  await page.getByLabel('Email').fill(owner.email)
  await page.getByLabel('Password', { exact: true }).fill('too short')
  await page.getByRole('button', { name: 'Create house' }).click()
  await page.getByRole('heading', { name: 'Your account' }).waitFor()
  await page.getByLabel('Password', { exact: true }).fill(owner.password)
  await page.getByRole('button', { name: 'Create house' }).click()

  await page.getByRole('heading', { name: 'How it looks' }).waitFor()
  expect(await page.evaluate(() => JSON.stringify([sessionStorage, localStorage]))).not.toContain(
    owner.password,
  )
  await page.reload()
  await page.getByRole('heading', { name: 'How it looks' }).waitFor()
  await page.getByRole('radio', { name: 'Dark' }).check()
  await page.getByLabel(/What is this space for/).fill('Clips from the valley road.')
  await page.getByRole('button', { name: 'Next' }).click()

  await page.getByRole('button', { name: 'Make an invitation link' }).click()
  const link = await page.getByLabel(/^Invitation link/).inputValue()
  expect(link).toMatch(/\/invite#.{20,}/)
  await page.getByRole('button', { name: 'Open Footage' }).click()
  await page.waitForURL('**/footage')
  await page.getByRole('heading', { name: 'Footage' }).waitFor()
  await expect.poll(() => page.title()).toBe(`Footage · ${spaceName}`)
  expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark')

  await page.goto('/admin/settings')
  expect(await page.getByLabel('Description').inputValue()).toBe('Clips from the valley road.')
  await page.goto('/setup')
  await page.waitForURL('**/footage')
  expect(faults).toEqual([])
})
