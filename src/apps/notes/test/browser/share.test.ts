import { afterAll, beforeAll, expect, test } from 'vitest'
import { axe } from '../../../../../test/browser/axe.ts'
import { openPlace, type Place } from '../../../../../test/browser/house.ts'
import { visit } from '../../../../../test/browser/visit.ts'
import type { Note } from '../../contract/note.ts'
import { visitAsOwner, write } from './note-visits.ts'

let place: Place
let note: Note
beforeAll(async () => {
  place = await openPlace('notes-share')
  note = await write(place, { title: 'Minutes', body: 'We agreed on **Sunday**.' })
})
afterAll(() => place?.close())

test('a guest reads a shared note with its password, until the link is ended', async () => {
  const { page, faults } = await visitAsOwner(place)
  await page.goto(`/notes/${note.id}`)
  await page.getByRole('button', { name: 'Actions for Minutes' }).click()
  await page.getByRole('menuitem', { name: 'Share' }).click()
  const dialog = page.getByRole('dialog', { name: 'Share this note' })
  await dialog.getByLabel('The link opens').selectOption('for a week')
  await dialog.getByLabel('Password', { exact: true }).fill('river-9')
  expect(await axe(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Make link' }).click()
  const link = new URL(await dialog.getByLabel('Link', { exact: true }).inputValue())
  expect(link.pathname).toBe('/shared/notes')
  await dialog.getByRole('button', { name: 'Make another' }).click()
  await dialog.getByText('With a password', { exact: false }).waitFor()
  expect(await page.content()).not.toContain(link.hash.slice(1))

  const guest = await visit(place.browser, place.house.origin, { size: 'phone' })
  const asked: string[] = []
  guest.page.on('request', (request) => asked.push(request.url()))
  await guest.page.goto(link.pathname + link.hash)
  await guest.page.getByRole('heading', { name: 'A shared note' }).waitFor()
  expect(await axe(guest.page)).toEqual([])
  await guest.page.getByLabel('Password', { exact: true }).fill('wrong one')
  await guest.page.getByRole('button', { name: 'Open the note' }).click()
  await guest.page.getByRole('alert').waitFor()
  await guest.page.getByLabel('Password', { exact: true }).fill('river-9')
  await guest.page.getByRole('button', { name: 'Open the note' }).click()
  await guest.page.getByRole('heading', { level: 1, name: 'Minutes' }).waitFor()
  expect(await guest.page.getByText('Sunday').evaluate((word) => word.tagName)).toBe('STRONG')
  expect(await guest.page.getByRole('navigation').count()).toBe(0)
  expect(await guest.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  expect(await axe(guest.page)).toEqual([])
  expect(asked.filter((url) => url.includes(link.hash.slice(1)) && !url.includes('#'))).toEqual([])

  await dialog.getByRole('button', { name: 'End' }).click()
  await dialog.getByRole('heading', { name: 'Links that open' }).waitFor({ state: 'detached' })
  await guest.page.reload()
  await guest.page.getByRole('alert').waitFor()
  expect(await guest.page.getByText('Sunday').count()).toBe(0)
  expect([...faults, ...guest.faults]).toEqual([])
})

test('a link without a password opens at once, also in the dark; half a link says so', async () => {
  const { page } = await visitAsOwner(place)
  await page.goto(`/notes/${note.id}`)
  await page.getByRole('button', { name: 'Actions for Minutes' }).click()
  await page.getByRole('menuitem', { name: 'Share' }).click()
  const dialog = page.getByRole('dialog', { name: 'Share this note' })
  await dialog.getByRole('button', { name: 'Make link' }).click()
  const link = new URL(await dialog.getByLabel('Link', { exact: true }).inputValue())
  const guest = await visit(place.browser, place.house.origin, { theme: 'dark' })
  await guest.page.goto(link.pathname + link.hash)
  await guest.page.getByRole('heading', { level: 1, name: 'Minutes' }).waitFor()
  expect(await axe(guest.page)).toEqual([])
  await guest.page.goto('/shared/notes')
  await guest.page.reload()
  await guest.page.getByRole('heading', { name: 'This link is not whole' }).waitFor()
  expect(guest.faults).toEqual([])
})
