import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axe } from '../../../../../test/browser/axe.ts'
import { openPlace, type Place } from '../../../../../test/browser/house.ts'
import type { Size } from '../../../../../test/browser/visit.ts'
import { ask, visitAsOwner, write } from './note-visits.ts'

let place: Place
let id: string
beforeAll(async () => {
  place = await openPlace('notes-axe')
  const note = await write(place, {
    title: 'A note with everything',
    body: '# Heading\n\n- [ ] box\n- [x] done\n\n[[Linked]] `code`\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n#choir',
    tags: ['choir', 'Sunday'],
    pinned: true,
    visibility: 'private',
  })
  id = note.id
  const linking = await write(place, { title: 'Linked', body: `see [it](note:${id})`, tags: ['choir'] })
  await ask(place, `PATCH /notes/${linking.id}`, { body: `now see [it](note:${id})` }, { 'if-match': '"1"' })
  const gone = await write(place, { title: 'Gone' })
  await ask(place, `DELETE /notes/${gone.id}`)
})
afterAll(() => place?.close())

const menu = (name: string, item: string) => async (page: Page) => {
  await page.getByRole('button', { name: `Actions for ${name}` }).click()
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}
const more = (item: string) => async (page: Page) => {
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

/** Page → what opens its dialogs and menus, one after the other. */
const pages = (): Record<string, ((page: Page) => Promise<unknown>)[]> => ({
  '/notes': [
    (page) => page.getByRole('button', { name: 'Actions for Linked' }).click(),
    menu('Linked', 'Share'),
    more('Archive old notes'),
  ],
  '/notes?tag=choir': [],
  '/notes?q=nothing+like+it': [],
  '/notes?archived=true': [],
  '/notes?trash=true': [menu('Gone', 'Delete forever')],
  [`/notes/${id}`]: [
    (page) => page.getByRole('button', { name: 'Actions for A note with everything' }).click(),
    (page) => page.getByRole('button', { name: 'Ada Owner', exact: true }).last().click(),
    menu('A note with everything', 'History'),
  ],
  [`/notes/${id}?edit=true`]: [],
  '/notes/export': [],
  '/notes/01936c1e-0000-7000-8000-000000000000': [],
})

const settled = async (page: Page) => {
  await page.locator('h1, h2').first().waitFor()
  await page.waitForFunction(() => document.querySelector('.skeleton') === null)
}

const looks: [Size, 'light' | 'dark'][] = [
  ['desktop', 'light'],
  ['phone', 'dark'],
  ['desktop', 'dark'],
]

describe.each(looks)('axe finds nothing in notes on a %s in %s', (size, theme) => {
  test('pages, dialogs and menus', async () => {
    const { page, faults, close } = await visitAsOwner(place, { size, theme })
    const found: Record<string, string[]> = {}
    for (const [path, openings] of Object.entries(pages())) {
      await page.goto(path)
      await settled(page)
      found[path] = await axe(page)
      for (const [at, open] of openings.entries()) {
        await open(page)
        await page.locator('dialog[open], [popover]:popover-open').first().waitFor()
        await settled(page)
        found[`${path}, opened ${at + 1}`] = await axe(page)
        await page.keyboard.press('Escape')
        await page.locator('dialog[open], [popover]:popover-open').waitFor({ state: 'hidden' })
      }
    }
    expect(Object.entries(found).filter(([, faults]) => faults.length > 0)).toEqual([])
    expect(faults).toEqual([])
    await close()
  })
})
