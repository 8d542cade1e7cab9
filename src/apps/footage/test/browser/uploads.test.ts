import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { film } from '../films.ts'
import { axe } from '../../../../../test/browser/axe.ts'
import { openPlace, type Place } from '../../../../../test/browser/house.ts'
import { visit } from '../../../../../test/browser/visit.ts'

let place: Place
let video: string
beforeAll(async () => {
  place = await openPlace('uploads')
  video = await film(join(place.folder, 'over the pass.mp4'), {
    size: '1280x720',
    seconds: 4,
    args: ['-b:v', '16M', '-minrate', '16M', '-maxrate', '16M', '-bufsize', '16M'],
  })
})
afterAll(() => place?.close())

const tray = (page: Page) => page.getByRole('region', { name: 'Uploads' })

const sessions = new WeakMap<Page, CDPSession>()

/** Bytes a second that this page may send; null is as fast as it goes. */
async function speed(page: Page, bytes: number | null) {
  const session = sessions.get(page) ?? (await page.context().newCDPSession(page))
  sessions.set(page, session)
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytes ?? -1,
  })
}

async function addClip(page: Page, file: string) {
  await page.goto('/footage')
  await page.getByLabel('Choose video files').setInputFiles(file)
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Upload/ })
    .click()
}

describe('uploads', () => {
  test('pause, resume, a reload in the middle, then processing and ready', async () => {
    const { page, faults } = await visit(place.browser, place.house.origin, { storageState: place.state })
    const offsets: number[] = []
    page.on('request', (request) => {
      if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']))
    })
    page.on('dialog', (dialog) => void dialog.accept())
    await page.goto('/footage')
    await speed(page, 400_000)
    await addClip(page, video)
    await tray(page)
      .getByText(/Uploading [1-9]/)
      .waitFor()
    await tray(page)
      .getByRole('button', { name: /^Pause/ })
      .click()
    await tray(page).getByText('1 paused').waitFor()
    expect(await axe(page)).toEqual([])
    await tray(page)
      .getByRole('button', { name: /^Resume/ })
      .click()
    await tray(page)
      .getByText(/Uploading [1-9]/)
      .waitFor()

    await page.goto('/settings/profile')
    await page
      .getByText('Unfinished', { exact: false })
      .or(tray(page).getByText('1 unfinished'))
      .first()
      .waitFor()
    const other = join(place.folder, 'other.mp4')
    await writeFile(other, 'not the file')
    const choose = tray(page).getByLabel('Choose the unfinished files again')
    await choose.setInputFiles(other)
    await page.getByText('None of these is one of the unfinished files.').waitFor()
    await speed(page, null)
    await choose.setInputFiles(video)
    await tray(page).getByText('1 ready').waitFor({ timeout: 60_000 })
    expect(offsets.length).toBeGreaterThanOrEqual(2)
    expect(offsets.at(-1)).toBeGreaterThan(0)

    await tray(page).getByRole('link', { name: 'over the pass.mp4' }).click()
    await page.getByRole('heading', { level: 1, name: 'over the pass' }).waitFor()
    await tray(page).getByRole('button', { name: 'Clear' }).click()
    await tray(page).waitFor({ state: 'detached' })
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'over the pass' }).waitFor()
    expect(await tray(page).count()).toBe(0)
    expect(faults).toEqual([])
  })

  test('a lost connection is waited out', async () => {
    const { page } = await visit(place.browser, place.house.origin, {
      storageState: place.state,
      size: 'phone',
    })
    await page.goto('/footage')
    await speed(page, 400_000)
    await addClip(page, video)
    await tray(page)
      .getByText(/Uploading [1-9]/)
      .waitFor()
    await page.context().setOffline(true)
    await tray(page)
      .getByText(/It goes on by itself/)
      .waitFor()
    await page.context().setOffline(false)
    await speed(page, null)
    await tray(page)
      .getByText(/processing|ready/)
      .first()
      .waitFor({ timeout: 60_000 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  })

  test('cancel takes the draft away', async () => {
    const { page } = await visit(place.browser, place.house.origin, { storageState: place.state })
    await page.goto('/footage')
    await speed(page, 200_000)
    await addClip(page, video)
    await tray(page)
      .getByText(/Uploading [1-9]/)
      .waitFor()
    await tray(page)
      .getByRole('button', { name: /^Cancel/ })
      .click()
    await tray(page).waitFor({ state: 'detached' })
    await page.goto('/footage?state=uploading')
    await page.getByText('No clip matches').waitFor()
    expect(await page.evaluate(() => localStorage.getItem('longhouse.uploads'))).toBeNull()
  })
})
