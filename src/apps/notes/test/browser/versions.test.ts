import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axe } from '../../../../../test/browser/axe.ts'
import { openPlace, type Place } from '../../../../../test/browser/house.ts'
import type { Size } from '../../../../../test/browser/visit.ts'
import { until } from '../../../../../test/until.ts'
import { editorOf, type Notebook, openEditor, openNotebook, saved } from './notebook.ts'
import { visitAsOwner } from './note-visits.ts'

let place: Place
let book: Notebook
beforeAll(async () => {
  place = await openPlace('versions')
  book = await openNotebook(place)
})
afterAll(() => place?.close())

const bodyOf = async (id: string) => (await book.read(id)).body
const looks: [Size, 'light' | 'dark'][] = [
  ['desktop', 'light'],
  ['desktop', 'dark'],
  ['phone', 'light'],
  ['phone', 'dark'],
]

describe('two people on one note', () => {
  test('changes of different places are merged, told, and can be undone', async () => {
    const note = await book.create({ body: 'top\n\nmiddle\n\nbottom' })
    const { page, faults, close } = await visitAsOwner(place)
    await openEditor(page, note.id)
    await page.context().setOffline(true)
    await page.keyboard.press('Control+Home')
    await page.keyboard.type('my own ')
    await saved(page, 'offline')
    await book.edit(note, { body: 'top\n\nmiddle\n\nbottom of theirs' })
    await page.context().setOffline(false)
    await page.getByText('Both changes are in it now.').waitFor()
    await saved(page)
    expect(await bodyOf(note.id)).toBe('my own top\n\nmiddle\n\nbottom of theirs')
    await page.getByRole('button', { name: 'Undo' }).click()
    await until(async () => (await bodyOf(note.id)) === 'my own top\n\nmiddle\n\nbottom')
    expect(faults).toEqual([])
    await close()
  })

  test.each(looks)(
    'the same place: both side by side, a choice, nothing lost (%s, %s)',
    async (size, theme) => {
      const note = await book.create({ body: 'one\n\nshared\n\nthree' })
      const { page, faults, close } = await visitAsOwner(place, { size, theme })
      await openEditor(page, note.id)
      await page.keyboard.press('Control+End')
      await page.keyboard.press('Control+Home')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowDown')
      await page.context().setOffline(true)
      await page.keyboard.type('mine-')
      await saved(page, 'offline')
      await book.edit(note, { body: 'one\n\ntheirs-shared\n\nthree' })
      await page.context().setOffline(false)
      await saved(page, 'conflict')
      await page.getByRole('button', { name: 'Compare' }).click()
      const dialog = page.getByRole('dialog', { name: 'Changed elsewhere' })
      await dialog.getByRole('radio', { name: 'Yours' }).waitFor()
      expect(await axe(page)).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(
        size === 'phone' ? 390 : 1280,
      )
      await dialog.getByRole('radio', { name: 'Both' }).check()
      const result = dialog.getByRole('textbox', { name: 'What is saved' })
      expect(await result.inputValue()).toBe('mine-shared\ntheirs-shared')
      await result.fill('mine-shared\ntheirs-shared\nagreed')
      await dialog.getByRole('button', { name: 'Save this' }).click()
      await saved(page)
      expect(await bodyOf(note.id)).toBe('one\n\nmine-shared\ntheirs-shared\nagreed\n\nthree')
      expect(await editorOf(page).innerText()).toContain('agreed')
      expect(faults).toEqual([])
      await close()
    },
  )
})

describe('history', () => {
  test.each(looks)('every save compared, read and brought back (%s, %s)', async (size, theme) => {
    const first = await book.create({ title: 'Rules', body: 'Be kind.\n\nBe on time.' })
    const second = await book.edit(first, { body: 'Be kind.\n\nBe early.' })
    await book.edit(second, { body: 'Be kind.\n\nBe early.\n\nBring cake.', title: 'House rules' })
    const { page, faults, close } = await visitAsOwner(place, { size, theme })
    await page.goto(`/notes/${first.id}`)
    await page.getByText('Bring cake.').waitFor()
    await page.getByRole('button', { name: /^Actions for/ }).click()
    await page.getByRole('menuitem', { name: 'History' }).click()
    const dialog = page.getByRole('dialog', { name: 'History' })
    await dialog.locator('ins', { hasText: 'Bring cake.' }).waitFor()
    expect(await dialog.locator('del', { hasText: 'Rules' }).count()).toBe(1)
    expect(await axe(page)).toEqual([])
    const saves = dialog.getByRole('list', { name: 'Saves, latest first' }).getByRole('button')
    expect(await saves.count()).toBe(3)
    await saves.nth(1).click()
    await dialog.locator('mark', { hasText: 'on time' }).waitFor()
    await saves.nth(2).click()
    await dialog.getByRole('radio', { name: 'Against now' }).check()
    await dialog.locator('ins', { hasText: 'Bring cake.' }).waitFor()
    await dialog.getByRole('radio', { name: 'As it read' }).check()
    await dialog.locator('.markdown').getByText('Be on time.').waitFor()
    expect(await axe(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(
      size === 'phone' ? 390 : 1280,
    )
    await dialog.getByRole('button', { name: 'Restore this' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.locator('.markdown').getByText('Be on time.').waitFor()
    expect((await book.read(first.id)).title).toBe('Rules')
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.locator('.markdown').getByText('Bring cake.').waitFor()
    expect((await book.read(first.id)).version).toBe(5)
    expect(faults).toEqual([])
    await close()
  })
})
