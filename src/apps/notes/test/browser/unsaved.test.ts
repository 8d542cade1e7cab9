import { join } from 'node:path'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser, setUp, visit } from '../../../../../test/browser/visit.ts'
import { startHouse, type RealHouse } from '../../../../../test/uploads/start-house.ts'
import { until } from '../../../../../test/until.ts'
import { openLine, type Line } from './line.ts'
import { editorOf, openEditor, openNotebook, saved } from './notebook.ts'

let browser: Browser
let folder: string
let house: RealHouse
let line: Line
const open = () => startHouse(join(folder, 'data'), { RATE_LIMIT: '1000000', PUBLIC_URL: line.origin })
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-unsaved-'))
  line = await openLine()
  house = await open()
  line.to(house.origin)
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await house?.stop('SIGTERM')
  await line?.close()
  await rm(folder, { recursive: true, force: true })
})

/** The owner at the line, whatever house is behind it. */
async function ada() {
  const state = (known ??= await setUp(line.origin))
  const book = await openNotebook({ house: { ...house, origin: line.origin }, state })
  return { book, visit: () => visit(browser, line.origin, { storageState: state }) }
}
let known: Awaited<ReturnType<typeof setUp>> | undefined

describe('nothing that was typed is lost', () => {
  test('when the connection goes and comes back', async () => {
    const { book, visit } = await ada()
    const note = await book.create({ body: 'Start' })
    const { page, close } = await visit()
    await openEditor(page, note.id)
    await page.keyboard.press('Control+End')
    await page.context().setOffline(true)
    await page.keyboard.type(', written offline')
    await saved(page, 'offline')
    await page.getByText('Offline: kept on this device').waitFor()
    await page.context().setOffline(false)
    await saved(page)
    expect((await book.read(note.id)).body).toBe('Start, written offline')
    await close()
  })

  test('when the page is closed before the connection is back, and another page of the app is opened', async () => {
    const { book, visit } = await ada()
    const note = await book.create({ title: 'Kept', body: 'Start' })
    const { page, close } = await visit()
    await openEditor(page, note.id)
    await page.keyboard.press('Control+End')
    line.cut()
    await page.keyboard.type(', then the line was cut')
    await saved(page, 'offline')
    await page.close()
    line.to(house.origin)
    expect((await book.read(note.id)).body).toBe('Start')

    const next = await page.context().newPage()
    await next.goto('/notes')
    await next.getByText('What you wrote in “Kept” is saved now.').waitFor()
    expect((await book.read(note.id)).body).toBe('Start, then the line was cut')
    await close()
  })

  test('when the house is killed while someone types', async () => {
    const { book, visit } = await ada()
    const note = await book.create({ body: '' })
    const { page, close } = await visit()
    await openEditor(page, note.id)
    const words = Array.from({ length: 60 }, (_, at) => `word${at} `)
    const restarted = (async () => {
      await until(async () => (await book.read(note.id)).body.includes('word9'))
      line.cut()
      await house.stop('SIGKILL')
      house = await open()
      line.to(house.origin)
    })()
    for (const word of words) await page.keyboard.type(word, { delay: 12 })
    await restarted
    await saved(page)
    const { book: after } = await ada()
    await until(async () => (await after.read(note.id)).body === words.join(''), { seconds: 30 })
    expect(await editorOf(page).innerText()).toContain('word59')
    await close()
  })

  test('when two pages of one browser write on the same note', async () => {
    const { book, visit } = await ada()
    const note = await book.create({ body: 'top\n\nmiddle\n\nbottom' })
    const { page: one, close } = await visit()
    const two = await one.context().newPage()
    await openEditor(one, note.id)
    await openEditor(two, note.id)
    await one.keyboard.press('Control+Home')
    await two.keyboard.press('Control+End')
    line.cut()
    await one.keyboard.type('from one, ')
    await two.keyboard.type(', from two')
    await saved(one, 'offline')
    await saved(two, 'offline')
    line.to(house.origin)
    await until(
      async () => (await book.read(note.id)).body === 'from one, top\n\nmiddle\n\nbottom, from two',
      {
        seconds: 40,
      },
    )
    await saved(one)
    await saved(two)
    for (const page of [one, two]) expect(await editorOf(page).innerText()).toContain('from one, top')
    await close()
  })
})
