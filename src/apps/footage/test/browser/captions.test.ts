import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axe } from '../../../../../test/browser/axe.ts'
import { openPlace, type Place } from '../../../../../test/browser/house.ts'
import { visit } from '../../../../../test/browser/visit.ts'
import { ended, upload, visitor } from '../club.ts'
import { film } from '../films.ts'

let place: Place
let path: string
beforeAll(async () => {
  place = await openPlace('captions')
  const cookie = place.state.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  const owner = visitor(place.house.origin, cookie)
  const { spaces } = (await owner.call('GET', '/me')).body as { spaces: { slug: string }[] }
  const footage = `/spaces/${spaces[0]!.slug}/footage`
  const video = await film(join(place.folder, 'a.mp4'), { size: '640x360', seconds: 20 })
  const clip = await upload(owner, footage, video, { title: 'Over the pass', visibility: 'public' })
  await ended(owner, footage, clip.id)
  path = `/footage/${clip.id}`
})
afterAll(() => place?.close())

const srt = '1\n00:00:00,000 --> 00:00:19,000\n<b>Fog</b> <script>alert(1)</script> at the pass\n'
const add = async (page: Page, file: { name: string; text: string }, language: string) => {
  await page.getByLabel('File').setInputFiles({
    name: file.name,
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(file.text),
  })
  await page.getByLabel('Language').selectOption(language)
  await page.getByRole('button', { name: 'Add captions' }).click()
}
const openDialog = async (page: Page) => {
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Captions' }).click()
  await page.getByRole('dialog', { name: 'Captions' }).waitFor()
}
/** What stands in the picture, and what the browser made of its tags. */
const cue = (page: Page) =>
  page.waitForFunction(() => {
    const track = [...document.querySelector('video')!.textTracks].find(({ mode }) => mode === 'showing')
    const [active] = (track?.activeCues ?? []) as unknown as VTTCue[]
    return active && [active.text, active.getCueAsHTML().textContent]
  })

test('captions are added from a file, shown over the picture, and removed', async () => {
  const { page, faults } = await visit(place.browser, place.house.origin, { storageState: place.state })
  await page.goto(path)
  await openDialog(page)
  await page.getByText('No captions yet').waitFor()
  expect(await axe(page)).toEqual([])

  await add(page, { name: 'prose.srt', text: 'Once upon a time' }, 'de')
  await page.getByText('Line 1 belongs to no time.').waitFor()
  await add(page, { name: 'en.srt', text: srt }, 'en')
  await page.getByRole('list', { name: 'Captions of this clip' }).getByText('English').waitFor()
  await add(page, { name: 'de.vtt', text: 'WEBVTT\n\n00:00.000 --> 00:19.000\nNebel am Pass\n' }, 'de')
  await page.getByRole('listitem').filter({ hasText: 'Deutsch' }).waitFor()
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: 'Close' }).last().click()

  await page.getByRole('button', { name: 'Play Over the pass' }).click()
  await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.2)
  await page.keyboard.press('c')
  expect(await (await cue(page)).jsonValue()).toEqual([
    '<b>Fog</b> alert(1) at the pass',
    'Fog alert(1) at the pass',
  ])
  await page.getByRole('button', { name: 'Captions' }).click()
  const item = page.getByRole('menuitemradio', { name: 'Deutsch' })
  const paint = await item.evaluate((element) => {
    const menu = getComputedStyle(element.closest('[role=menu]')!)
    return [getComputedStyle(element).color, menu.backgroundColor]
  })
  expect(paint[0]).not.toBe(paint[1])
  await item.click()
  expect(await (await cue(page)).jsonValue()).toEqual(['Nebel am Pass', 'Nebel am Pass'])
  await page.keyboard.press('c')
  await page.waitForFunction(() =>
    [...document.querySelector('video')!.textTracks].every(({ mode }) => mode !== 'showing'),
  )
  await page.keyboard.press('c')
  expect(await (await cue(page)).jsonValue()).toEqual(['Nebel am Pass', 'Nebel am Pass'])
  await page.evaluate(() => document.querySelector('video')?.pause())

  await openDialog(page)
  await page.getByRole('button', { name: 'Remove Deutsch' }).click()
  await page.getByRole('button', { name: 'Remove for good' }).click()
  await page.waitForFunction(() => document.querySelector('video')?.textTracks.length === 1)
  expect(faults).toEqual([])
})

test('a guest sees them and cannot change them; on the phone too', async () => {
  const { page, faults } = await visit(place.browser, place.house.origin, { size: 'phone', theme: 'dark' })
  await page.goto(path)
  await page.getByRole('button', { name: 'Play Over the pass' }).click()
  await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.2)
  await page.getByRole('button', { name: 'Captions', exact: true }).click()
  expect(await (await cue(page)).jsonValue()).toContain('Fog alert(1) at the pass')
  expect(await page.getByRole('menuitem', { name: 'Captions' }).count()).toBe(0)
  await page.evaluate(() => document.querySelector('video')?.pause())
  expect(await axe(page)).toEqual([])
  expect(faults).toEqual([])
})
