import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPlace, type Place } from '../../../../../test/browser/house.ts'
import { stateOf, visit } from '../../../../../test/browser/visit.ts'
import type { Note } from '../../contract/note.ts'
import { ask, row, visitAsOwner, write } from './note-visits.ts'

let place: Place
/** Another member of the space. */
let ben: Place['state']
beforeAll(async () => {
  place = await openPlace('notes-page')
  const { url } = await ask<{ url: string }>(place, 'POST /invitations', { role: 'member' })
  const { origin } = place.house
  const joined = await fetch(`${origin}/api/v1/memberships`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({
      token: new URL(url).hash.slice(1),
      account: { name: 'Ben Member', email: 'ben@example.org', password: 'another long password' },
    }),
  })
  ben = stateOf(origin, joined)
})
afterAll(() => place?.close())

test('title, tags, visibility and text are changed, and the list knows', async () => {
  const { page, faults } = await visitAsOwner(place)
  const note = await write(place, { title: 'Draft', body: 'first words', tags: ['old'] })
  await page.goto(`/notes/${note.id}`)
  await page.getByText('first words').click()
  await page.getByRole('region', { name: 'Writing' }).waitFor()
  await page.getByLabel('Title').fill('Final')
  await page.getByLabel('Title').press('Tab')
  await page.getByText('Saved').first().waitFor()
  await page.getByRole('button', { name: 'Tag', exact: true }).click()
  await page.getByLabel('New tag').fill('fresh, choir')
  await page.getByLabel('New tag').press('Enter')
  await page.getByRole('list', { name: 'Tags' }).getByRole('link', { name: '#choir' }).waitFor()
  await page.getByRole('button', { name: 'Take off old' }).click()
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('heading', { level: 1, name: 'Final' }).waitFor()
  await page.getByRole('button', { name: 'Actions for Final' }).click()
  await page.getByRole('menuitem', { name: 'Make private' }).click()
  await page.getByText('Private', { exact: true }).waitFor()
  await expect
    .poll(async () => {
      const { title, tags, visibility, body } = await ask<Note>(place, `GET /notes/${note.id}`)
      return { title, tags, visibility, body }
    })
    .toEqual({ title: 'Final', tags: ['fresh', 'choir'], visibility: 'private', body: 'first words' })
  await page.getByRole('link', { name: 'Notes' }).last().click()
  await row(page, 'Final').getByRole('link', { name: '#choir' }).waitFor()
  expect(faults).toEqual([])
})

test('what another member changes shows with their name; their profile leads to their notes', async () => {
  const { page, faults } = await visitAsOwner(place)
  const note = await write(place, { title: 'Ours', body: 'as it was' })
  await page.goto(`/notes/${note.id}`)
  await page.getByText('as it was').waitFor()
  const other = await visit(place.browser, place.house.origin, { storageState: ben })
  await other.page.goto('/notes')
  await row(other.page, 'Ours').getByRole('link', { name: 'Ours' }).click()
  await other.page.getByText('as it was').click()
  await other.page.getByRole('textbox', { name: 'Text of the note' }).waitFor()
  await other.page.keyboard.press('Control+End')
  await other.page.keyboard.type(', and as it is')
  await page.getByText('as it was, and as it is').waitFor()
  await page.getByText('Changed by Ben Member').waitFor()
  // Only the author and admins decide who sees it, and delete it.
  await other.page.getByRole('button', { name: 'Done' }).click()
  await other.page.getByRole('button', { name: 'Actions for Ours' }).click()
  await other.page.getByRole('menuitem', { name: 'History' }).waitFor()
  expect(await other.page.getByRole('menuitem', { name: /Delete|Share|private/ }).count()).toBe(0)
  await other.page.keyboard.press('Escape')
  await other.page.getByRole('article').getByRole('button', { name: 'Ada Owner' }).click()
  await other.page.getByText('Owner since', { exact: false }).waitFor()
  await other.page.getByRole('link', { name: 'Notes of Ada Owner' }).click()
  await other.page.waitForURL(/author=/)
  await row(other.page, 'Ours').waitFor()
  expect([...faults, ...other.faults]).toEqual([])
})

test('links between notes lead both ways, and files are taken along', async () => {
  const { page, faults } = await visitAsOwner(place)
  const target = await write(place, { title: 'Target', body: 'here' })
  await write(place, { title: 'Pointing', body: 'see [[Target]]' })
  await page.goto(`/notes/${target.id}`)
  await page.getByRole('link', { name: 'Pointing' }).click()
  await page.getByRole('heading', { level: 1, name: 'Pointing' }).waitFor()
  await page.getByRole('link', { name: 'Target' }).click()
  await page.getByRole('heading', { level: 1, name: 'Target' }).waitFor()

  const file = join(place.folder, 'minutes.txt')
  await writeFile(file, 'We met.')
  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByRole('region', { name: 'Writing' }).waitFor()
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page
      .getByRole('button', { name: /attach|file/i })
      .first()
      .click(),
  ])
  await chooser.setFiles(file)
  await page.getByText('1 ready').or(page.getByText('Ready')).first().waitFor()
  await page.getByRole('button', { name: 'Done' }).click()
  const attachments = page.getByRole('region', { name: 'Attachments' })
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    attachments.getByRole('link', { name: 'Download minutes.txt' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('minutes.txt')
  await attachments.getByRole('button', { name: 'Remove minutes.txt' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await attachments.waitFor({ state: 'detached' })
  expect(faults).toEqual([])
})

test('a guest signs in first and is then where they wanted to be; a note of others is not there', async () => {
  const note = await write(place, { title: 'Hidden', visibility: 'private' })
  const other = await visit(place.browser, place.house.origin, { storageState: ben })
  await other.page.goto(`/notes/${note.id}`)
  await other.page.getByRole('heading', { name: 'Nothing here' }).waitFor()
  const guest = await visit(place.browser, place.house.origin)
  await guest.page.goto('/notes?tag=choir')
  await guest.page.waitForURL(/\/login\?next=.*notes.*choir/)
  expect([...other.faults, ...guest.faults]).toEqual([])
})
