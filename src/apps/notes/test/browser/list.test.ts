import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPlace, type Place } from '../../../../../test/browser/house.ts'
import { ask, row, spaceSlug, titles, visitAsOwner, write } from './note-visits.ts'

let place: Place
beforeAll(async () => {
  place = await openPlace('notes-list')
})
afterAll(() => place?.close())

const box = (page: Page) => page.getByLabel('New note')
/** What `?` lists. */
async function shortcuts(page: Page): Promise<string[]> {
  await page.keyboard.press('?')
  const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await keys.waitFor()
  const labels = await keys.locator('dt').allTextContents()
  await page.keyboard.press('Escape')
  await keys.waitFor({ state: 'detached' })
  return labels
}
const toast = (page: Page, text: string) => page.getByRole('status').getByText(text)

describe('quick capture', () => {
  test('the first note: title, text and tags out of a plain box', async () => {
    const { page, faults } = await visitAsOwner(place)
    await page.goto('/notes')
    await page.getByRole('heading', { name: 'No notes yet' }).waitFor()
    await page.keyboard.press('n')
    await page.keyboard.type('Shopping\nmilk for the #choir\nbread')
    await page.keyboard.press('Control+Enter')
    await row(page, 'Shopping').getByRole('link', { name: '#choir' }).waitFor()
    expect(await row(page, 'Shopping').textContent()).toMatch(/milk for the #choir\s+bread/)
    expect(await box(page).inputValue()).toBe('')
    expect(await box(page).evaluate((field) => field === document.activeElement)).toBe(true)
    expect(faults).toEqual([])
  })

  test('# completes the tags there are, with their counts', async () => {
    const { page } = await visitAsOwner(place)
    await page.goto('/notes')
    await box(page).click()
    await page.keyboard.type('Rehearsal #ch')
    const option = page.getByRole('option', { name: '#choir' })
    await option.waitFor()
    expect(await option.textContent()).toBe('#choir1')
    await page.keyboard.press('Enter')
    expect(await box(page).inputValue()).toBe('Rehearsal #choir ')
    await page.keyboard.press('Control+z')
    expect(await box(page).inputValue()).toBe('Rehearsal #ch')
    await box(page).fill('')
  })

  test('what is typed survives a reload', async () => {
    const { page } = await visitAsOwner(place)
    await page.goto('/notes')
    await box(page).fill('half a thought')
    await page.getByRole('button', { name: 'Members' }).click()
    await page.reload()
    await expect.poll(() => box(page).inputValue()).toBe('half a thought')
    await page.getByRole('button', { name: 'Private' }).waitFor()
  })

  test('without a connection a note waits, and goes out by itself', async () => {
    const { page } = await visitAsOwner(place)
    await page.goto('/notes')
    await box(page).waitFor()
    await page.context().setOffline(true)
    await box(page).fill('Written on the train')
    await page.keyboard.press('Control+Enter')
    await page.getByText('Not sent yet', { exact: false }).waitFor()
    await page.context().setOffline(false)
    await row(page, 'Written on the train').waitFor()
    expect(await page.locator('[data-sending]').count()).toBe(0)
    expect((await titles(page)).filter((title) => title === 'Written on the train')).toHaveLength(1)
  })

  test('a refused note keeps its text and can be put back into the box', async () => {
    const { page } = await visitAsOwner(place)
    await page.route(`**/api/v1/spaces/${spaceSlug}/notes`, (route) =>
      route.request().method() === 'POST'
        ? route.fulfill({
            status: 403,
            contentType: 'application/problem+json',
            body: JSON.stringify({ status: 403, code: 'forbidden', detail: 'Not today.' }),
          })
        : route.continue(),
    )
    await page.goto('/notes')
    await box(page).fill('Keep me')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Not saved: Not today.').waitFor()
    await page.reload()
    await page.getByText('Not saved: Not today.').waitFor()
    await page.getByRole('button', { name: 'Put back' }).click()
    expect(await box(page).inputValue()).toBe('Keep me')
  })
})

describe('the list', () => {
  test('pin, archive, delete and undo from the menu of a note', async () => {
    const { page, faults } = await visitAsOwner(place)
    await write(place, { title: 'Older', body: 'x' })
    await write(place, { title: 'Newer', body: 'y' })
    await page.goto('/notes')
    const act = async (name: string, action: string) => {
      await page.getByRole('button', { name: `Actions for ${name}` }).click()
      await page.getByRole('menuitem', { name: action, exact: true }).click()
    }
    await act('Older', 'Pin')
    await expect.poll(async () => (await titles(page))[0]).toBe('Older')
    await act('Newer', 'Archive')
    await toast(page, '“Newer” is archived').waitFor()
    await row(page, 'Newer').waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'Archive' }).click()
    await page.getByRole('heading', { level: 1, name: 'Archive' }).waitFor()
    await act('Newer', 'Bring back from the archive')
    await page.getByRole('heading', { name: 'Nothing archived' }).waitFor()
    await page.getByRole('link', { name: 'All notes' }).click()
    await act('Newer', 'Delete')
    await row(page, 'Newer').waitFor({ state: 'detached' })
    await page.locator('.toast', { hasText: 'in the trash' }).getByRole('button', { name: 'Undo' }).click()
    await row(page, 'Newer').waitFor()

    await act('Newer', 'Delete')
    await page.getByRole('link', { name: 'Trash' }).click()
    await act('Newer', 'Delete forever')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete forever' }).click()
    await page.getByRole('heading', { name: 'The trash is empty' }).waitFor()
    expect(faults).toEqual([])
  })

  test('the keyboard alone: move, select, pin, open, edit, come back, and ? lists it', async () => {
    const { page, faults } = await visitAsOwner(place)
    await page.goto('/notes')
    await row(page, 'Shopping').waitFor()
    const focused = () => page.evaluate(() => document.activeElement?.textContent)
    const all = await titles(page)
    // The keys follow the list.
    await expect.poll(() => shortcuts(page)).toContain('Next note')
    await page.keyboard.press('j')
    await expect.poll(focused).toBe(all[0])
    await page.keyboard.press('j')
    await expect.poll(focused).toBe(all[1])
    await page.keyboard.press('k')
    await expect.poll(focused).toBe(all[0])
    await page.keyboard.press('x')
    await page.getByRole('toolbar').getByText('1 selected').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('toolbar').waitFor({ state: 'detached' })

    expect(await shortcuts(page)).toEqual(
      expect.arrayContaining(['Write a note', 'Search notes', 'Open the note', 'Select the note']),
    )
    await page.keyboard.press('j')
    await expect.poll(focused).toBe(all[1])
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: all[1]!, exact: true }).waitFor()
    await page.keyboard.press('e')
    await page.getByRole('region', { name: 'Writing' }).waitFor()
    await page.waitForURL(/edit=true/)
    await page.keyboard.press('Escape')
    await page.getByRole('region', { name: 'Writing' }).waitFor({ state: 'detached' })
    await page.goBack()
    await expect.poll(focused).toBe(all[1])
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: all[1]!, exact: true }).waitFor()
    await page.keyboard.press('n')
    await expect.poll(() => box(page).evaluate((field) => field === document.activeElement)).toBe(true)
    expect(new URL(page.url()).search).toBe('')
    expect(faults).toEqual([])
  })

  test('many: shift and ctrl select, deleting asks first and can be undone', async () => {
    const { page, faults } = await visitAsOwner(place)
    for (const at of [1, 2, 3, 4]) await write(place, { title: `Many ${at}` })
    await page.goto('/notes')
    const link = (at: number) => page.getByRole('link', { name: `Many ${at}`, exact: true })
    await link(4).click({ modifiers: ['Control'] })
    await link(2).click({ modifiers: ['Shift'] })
    const bar = page.getByRole('toolbar', { name: 'Selected notes' })
    await bar.getByText('3 selected').waitFor()
    await bar.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete 3 notes' }).click()
    await link(3).waitFor({ state: 'detached' })
    await link(1).waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await link(3).waitFor()
    expect(faults).toEqual([])
  })

  test('tags are renamed and merged, and filter the list', async () => {
    const { page, faults } = await visitAsOwner(place)
    await write(place, { title: 'Tagged', tags: ['quire'] })
    await page.goto('/notes?tag=quire')
    await page.getByRole('heading', { level: 1, name: '#quire' }).waitFor()
    await page.getByRole('button', { name: 'Rename or merge tags' }).click()
    await page.getByLabel('New name').fill('choir')
    await page.getByText('the two become one', { exact: false }).waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Merge' }).click()
    await page.waitForURL(/tag=choir/)
    await row(page, 'Tagged').waitFor()
    await row(page, 'Shopping').waitFor()
    expect(faults).toEqual([])
  })
})

describe('a long list', () => {
  beforeAll(async () => {
    for (let at = 0; at < 140; at++)
      await write(place, { title: `Long ${at}`, body: 'about rivers', tags: ['long'] })
  })

  test('loads as one scrolls, keeps few rows in the page, and comes back to the same place', async () => {
    const { page, faults } = await visitAsOwner(place)
    await page.goto('/notes?tag=long')
    await row(page, 'Long 139').waitFor()
    for (const at of [110, 85, 60, 30]) {
      await expect
        .poll(async () => {
          await page.mouse.wheel(0, 700)
          return row(page, `Long ${at}`).count()
        })
        .toBe(1)
    }
    const target = row(page, 'Long 30')
    await target.scrollIntoViewIfNeeded()
    expect(await page.locator('.note-row').count()).toBeLessThan(40)
    const before = await target.boundingBox()
    await target.getByRole('link', { name: 'Long 30' }).click()
    await page.getByRole('heading', { level: 1, name: 'Long 30' }).waitFor()
    // Someone else writes meanwhile: what was above is further down now.
    await write(place, { title: 'Long 140', tags: ['long'] })
    await page.goBack()
    await target.waitFor()
    await expect.poll(async () => Math.abs((await target.boundingBox())!.y - before!.y)).toBeLessThan(130)
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Long 30')
    expect(faults).toEqual([])
  })

  test('a search asks one thing at a time, the latest, and shows what it found', async () => {
    const { page, faults } = await visitAsOwner(place)
    const asked: string[] = []
    const typed = Promise.withResolvers<void>()
    await page.route(/\/notes\?.*q=/, async (route) => {
      asked.push(new URL(route.request().url()).searchParams.get('q') ?? '')
      await typed.promise
      await route.continue()
    })
    await page.goto('/notes')
    await row(page, 'Long 139').waitFor()
    await page.getByLabel('Search notes').waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('s')
    await expect.poll(() => asked).toEqual(['s'])
    await page.keyboard.type('hopping')
    typed.resolve()
    await page.locator('.note-row mark').first().waitFor()
    await expect.poll(() => titles(page)).toEqual(['Shopping'])
    expect(asked).toEqual(['s', 'shopping'])
    await page.waitForURL(/q=shopping/)
    await page.reload()
    await expect.poll(() => titles(page)).toEqual(['Shopping'])
    await page.keyboard.press('/')
    await page.keyboard.type('zzz nothing like this')
    await page.getByText('Nothing found for', { exact: false }).first().waitFor()
    expect(faults).toEqual([])
  })

  test('a note changed elsewhere shows at once, in the list and where it is read', async () => {
    const { page, faults } = await visitAsOwner(place)
    const note = await write(place, { title: 'Told', body: 'first' })
    await page.goto('/notes')
    await row(page, 'Told').waitFor()
    await ask(place, `PATCH /notes/${note.id}`, { title: 'Told anew' }, { 'if-match': '"1"' })
    await row(page, 'Told anew').waitFor()
    await row(page, 'Told anew').getByRole('link', { name: 'Told anew' }).click()
    await page.getByText('first').waitFor()
    await ask(place, `PATCH /notes/${note.id}`, { body: 'second' }, { 'if-match': '"2"' })
    await page.getByText('second').waitFor()
    expect(faults).toEqual([])
  })
})

test('a phone: one column, write, filter, open, and nothing scrolls sideways', async () => {
  const { page, faults } = await visitAsOwner(place, { size: 'phone' })
  await page.goto('/notes')
  await box(page).fill('From the phone\nwith #thumbs')
  await page.getByRole('button', { name: 'Save' }).tap()
  await row(page, 'From the phone').waitFor()
  await page.getByRole('button', { name: 'Filters' }).tap()
  await page
    .getByRole('link', { name: /^#thumbs/ })
    .first()
    .tap()
  await page.waitForURL(/tag=thumbs/)
  await row(page, 'From the phone').getByRole('link', { name: 'From the phone' }).tap()
  await page.getByRole('heading', { level: 1, name: 'From the phone' }).waitFor()
  for (const path of ['/notes', '/notes/export', new URL(page.url()).pathname]) {
    await page.goto(path)
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    // Styles of the page that came before the shell's do not undo them.
    const main = page.getByRole('main')
    expect(await main.evaluate((element) => getComputedStyle(element).paddingLeft)).toBe('16px')
  }
  expect(faults).toEqual([])
})
