import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axe } from '../../../../../test/browser/axe.ts'
import { openPlace, type Place } from '../../../../../test/browser/house.ts'
import { until } from '../../../../../test/until.ts'
import { editorOf, type Notebook, openEditor, openNotebook, saved } from './notebook.ts'
import { visitAsOwner } from './note-visits.ts'

let place: Place
let book: Notebook
beforeAll(async () => {
  place = await openPlace('writing')
  book = await openNotebook(place)
})
afterAll(() => place?.close())

const preview = (page: Page) => page.getByRole('region', { name: 'Preview' })
const bodyOf = async (id: string) => (await book.read(id)).body

describe('writing', () => {
  test('saves by itself; a reload in the middle of a word loses nothing', async () => {
    const note = await book.create({ body: 'The start.' })
    const { page, faults, close } = await visitAsOwner(place)
    await page.goto(`/notes/${note.id}`)
    await page.getByText('The start.').click()
    await editorOf(page).waitFor()
    await page.keyboard.press('Control+End')
    await page.keyboard.type(' And more')
    await saved(page)
    expect(await bodyOf(note.id)).toBe('The start. And more')

    await page.keyboard.type(' than that')
    await page.reload()
    await until(async () => (await editorOf(page).innerText()) === 'The start. And more than that')
    await saved(page)
    expect(await bodyOf(note.id)).toBe('The start. And more than that')
    expect(faults).toEqual([])
    await close()
  })

  test('lists go on, Tab indents, keys format, Ctrl S saves at once, Escape goes back to reading', async () => {
    const note = await book.create({})
    const { page, faults, close } = await visitAsOwner(place)
    await openEditor(page, note.id)
    await page.keyboard.type('- [ ] milk\nbread')
    await page.keyboard.press('Tab')
    await page.keyboard.type('\nbutter')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Control+b')
    await page.keyboard.type('bold')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.type(' and ')
    await page.keyboard.press('Control+i')
    await page.keyboard.type('slanted')
    await page.keyboard.press('End')
    await page.keyboard.type(' ')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('words')
    expect(await page.getByRole('dialog').count()).toBe(0)
    const answer = page.waitForResponse((response) => response.request().method() === 'PATCH')
    await page.keyboard.press('Control+s')
    await answer
    await saved(page)
    expect(await bodyOf(note.id)).toBe(
      '- [ ] milk\n  - [ ] bread\n- [ ] butter\n\n**bold** and *slanted* [words](https://)',
    )
    await page.keyboard.press('Escape')
    await editorOf(page).waitFor({ state: 'detached' })
    await page.getByRole('checkbox', { name: 'bread' }).check()
    await until(async () => (await bodyOf(note.id)).includes('  - [x] bread'))

    await page.getByRole('button', { name: 'Edit', exact: true }).click()
    await editorOf(page).waitFor()
    await page.keyboard.press('Control+End')
    await page.keyboard.type('\nthe end')
    await page.keyboard.press('Control+Enter')
    await page.locator('.markdown').getByText('the end').waitFor()
    await until(async () => (await bodyOf(note.id)).endsWith('the end'))
    expect(faults).toEqual([])
    await close()
  })

  test('the toolbar does the same with a pointer, and walks with the arrows', async () => {
    const note = await book.create({ body: 'one\ntwo' })
    const { page, faults, close } = await visitAsOwner(place)
    await openEditor(page, note.id)
    await page.keyboard.press('Control+a')
    await page.getByRole('button', { name: 'Checklist' }).click()
    await page.getByRole('button', { name: 'Checklist' }).click()
    await page.getByRole('button', { name: 'List', exact: true }).click()
    await page.keyboard.press('Control+End')
    await page.getByRole('button', { name: 'Code' }).click()
    await page.keyboard.type('x')
    await page.getByRole('button', { name: /^Bold/ }).focus()
    await page.keyboard.press('ArrowRight')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toMatch(/^Italic/)
    await page.keyboard.press('?')
    await page.getByRole('dialog').getByText('Save now').waitFor()
    expect(await axe(page)).toEqual([])
    await page.keyboard.press('Escape')
    await saved(page)
    expect(await bodyOf(note.id)).toBe('- one\n- two`x`')
    expect(faults).toEqual([])
    await close()
  })

  test('# completes tags and adds them, [[ completes titles', async () => {
    await book.create({ title: 'Harbour plans', tags: ['harbour'] })
    const note = await book.create({})
    const { page, faults, close } = await visitAsOwner(place)
    await openEditor(page, note.id)
    await page.keyboard.type('About #har')
    await page.getByRole('option', { name: /#harbour/ }).waitFor()
    expect(await axe(page)).toEqual([])
    await page.keyboard.press('Enter')
    await page.keyboard.type('see [[Harb')
    await page.getByRole('option', { name: 'Harbour plans' }).click()
    await saved(page)
    await until(async () => (await book.read(note.id)).tags.includes('harbour'))
    expect(await bodyOf(note.id)).toBe('About #harbour see [[Harbour plans]]')
    await page.getByRole('button', { name: 'Preview', exact: true }).click()
    await preview(page).getByRole('link', { name: 'Harbour plans' }).click()
    await page.getByRole('heading', { name: 'Harbour plans' }).waitFor()
    expect(faults).toEqual([])
    await close()
  })

  test('a picture that is pasted and a file that is dropped are attached where they belong', async () => {
    const note = await book.create({ body: 'before\nafter' })
    const { page, faults, close } = await visitAsOwner(place)
    const editor = await openEditor(page, note.id)
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('End')
    const picture = await readFile('src/web/public/icon-192.png', 'base64')
    const hand = (kind: 'paste' | 'drop', name: string, type: string) =>
      editor.evaluate(
        (element, given) => {
          const bytes = Uint8Array.from(atob(given.picture), (letter) => letter.charCodeAt(0))
          const data = new DataTransfer()
          data.items.add(new File([bytes], given.name, { type: given.type }))
          const { x, bottom } = element.getBoundingClientRect()
          element.dispatchEvent(
            given.kind === 'paste'
              ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
              : new DragEvent('drop', {
                  dataTransfer: data,
                  bubbles: true,
                  cancelable: true,
                  clientX: x + 5,
                  clientY: bottom - 5,
                }),
          )
        },
        { kind, picture, name, type },
      )
    await hand('paste', 'icon [1].png', 'image/png')
    await until(async () => (await bodyOf(note.id)).includes('attachment:'))
    await hand('drop', 'data.bin', 'application/octet-stream')
    await until(async () => (await bodyOf(note.id)).includes('[data.bin](attachment:'))
    expect(await bodyOf(note.id)).toMatch(
      /^before!\[icon {2}1 \.png\]\(attachment:[\w-]+\)\nafter\[data\.bin\]/,
    )
    await page.getByRole('button', { name: 'Preview', exact: true }).click()
    const image = preview(page).getByRole('img', { name: /icon/ })
    await image.waitFor()
    await until(() => image.evaluate((element) => (element as HTMLImageElement).naturalWidth === 192))
    const link = preview(page).getByRole('link', { name: 'data.bin' })
    await link.waitFor()
    const answer = await page.request.get((await link.getAttribute('href'))!)
    expect((await answer.body()).toString('base64')).toBe(picture)
    expect(faults).toEqual([])
    await close()
  })
})

describe('on a phone', () => {
  test('the text has room, nothing is wider than the page, and what is typed is seen', async () => {
    const note = await book.create({ body: 'line\n\n'.repeat(60) + 'the last line' })
    const { page, faults, close } = await visitAsOwner(place, { size: 'phone' })
    const editor = await openEditor(page, note.id)
    await editor.tap()
    await page.keyboard.press('Control+End')
    // The keyboard takes the lower half.
    await page.setViewportSize({ width: 390, height: 420 })
    await page.keyboard.type(' goes on')
    const line = editor.locator('.cm-line').last()
    const box = (await line.boundingBox())!
    expect(box.y).toBeGreaterThan(100)
    expect(box.y + box.height).toBeLessThan(420)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    expect(await page.getByRole('toolbar').isVisible()).toBe(true)
    await saved(page)
    expect((await bodyOf(note.id)).endsWith('the last line goes on')).toBe(true)
    expect(faults).toEqual([])
    await close()
  })
})
