import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axe } from '../../../../../test/browser/axe.ts'
import { openPlace, type Place } from '../../../../../test/browser/house.ts'
import { row, visitAsOwner, write } from './note-visits.ts'

let place: Place
beforeAll(async () => {
  place = await openPlace('notes-transfer')
})
afterAll(() => place?.close())

test('notes are exported, downloaded, and imported again without making one twice', async () => {
  const { page, faults } = await visitAsOwner(place)
  const kept = await write(place, { title: 'Kept', body: 'stays', tags: ['choir'] })
  await write(place, { title: 'Lost', body: 'goes' })
  await page.goto('/notes')
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Export and import' }).click()
  await page.getByRole('heading', { level: 1, name: 'Export and import' }).waitFor()
  await page.getByText('Only some of them').click()
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: 'Make export' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('list', { name: 'Exports' }).getByRole('link', { name: 'Download' }).click(),
  ])
  const file = join(place.folder, download.suggestedFilename())
  await download.saveAs(file)
  expect((await readFile(file)).subarray(0, 2).toString()).toBe('PK')
  expect(kept.title).toBe('Kept')

  await page.getByLabel('Choose files of notes').setInputFiles(file)
  const imports = page.getByRole('list', { name: 'Imports' })
  await imports.getByText('0 imported, 2 were there already', { exact: false }).waitFor()
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: 'Remove this export' }).click()
  await page.getByRole('list', { name: 'Exports' }).waitFor({ state: 'detached' })
  expect(faults).toEqual([])
})

test('a folder of Markdown is imported as one zip; what cannot be is told', async () => {
  const { page, faults } = await visitAsOwner(place)
  const folder = join(place.folder, 'journal')
  await mkdir(join(folder, 'may'), { recursive: true })
  await writeFile(join(folder, 'may', 'first.md'), '---\ntags: [journal]\n---\n# First of May\n\nsunny')
  await writeFile(join(folder, 'second.md'), '# Second of May\n\nrain')
  await page.goto('/notes/export')
  await page.getByLabel('Choose a folder of notes').setInputFiles(folder)
  const imports = page.getByRole('list', { name: 'Imports' })
  await imports.getByText('journal.zip').first().waitFor()
  await imports.getByText('2 imported', { exact: false }).waitFor()
  await page.getByRole('link', { name: 'Notes' }).first().click()
  await row(page, 'First of May').waitFor()
  await row(page, 'Second of May').waitFor()
  expect(faults).toEqual([])
})
