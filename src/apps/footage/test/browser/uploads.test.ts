import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { film } from '../films.ts'
import { axe } from '../../../../../test/browser/axe.ts'
import { openPlace, type Place } from '../../../../../test/browser/house.ts'
import { type Size, visit } from '../../../../../test/browser/visit.ts'
import { until } from '../../../../../test/until.ts'
import { openHeldLine } from './held-line.ts'

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
const uploading = (page: Page) => tray(page).getByText(/Uploading [1-9]/)

/** The owner at the end of a line that holds an upload after its first million bytes. */
async function onHeldLine(size: Size = 'desktop') {
  const line = await openHeldLine(place.house.origin, 1_000_000)
  onTestFinished(() => line.close())
  const { page, faults } = await visit(place.browser, line.origin, { storageState: place.state, size })
  page.on('dialog', (dialog) => void dialog.accept())
  return { page, faults, line }
}

async function addClip(page: Page, file: string) {
  await page.goto('/footage')
  await page.getByLabel('Choose video files').setInputFiles(file)
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Upload/ })
    .click()
}

async function draftsOf(page: Page): Promise<unknown[]> {
  const answer = await page.request.get('/api/v1/spaces/riverside-dashcam-club/footage?state=uploading')
  return ((await answer.json()) as { items: unknown[] }).items
}

const sendsOn = (page: Page) =>
  page.waitForRequest(
    (request) => request.method() === 'PATCH' && Number(request.headers()['upload-offset']) > 0,
  )

describe('uploads', () => {
  test('pause, resume, a reload in the middle, then processing and ready', async () => {
    const { page, faults, line } = await onHeldLine()
    await addClip(page, video)
    await uploading(page).waitFor()
    await tray(page)
      .getByRole('button', { name: /^Pause/ })
      .click()
    await tray(page).getByText('1 paused').waitFor()
    expect(await axe(page)).toEqual([])
    const resumed = sendsOn(page)
    await tray(page)
      .getByRole('button', { name: /^Resume/ })
      .click()
    await resumed
    await uploading(page).waitFor()

    await page.goto('/settings/profile')
    await tray(page).getByText('1 unfinished', { exact: true }).waitFor()
    const other = join(place.folder, 'other.mp4')
    await writeFile(other, 'not the file')
    const choose = tray(page).getByLabel('Choose the unfinished files again')
    await choose.setInputFiles(other)
    await page.getByText('None of these is one of the unfinished files.').waitFor()
    line.release()
    const goneOn = sendsOn(page)
    await choose.setInputFiles(video)
    await goneOn
    await tray(page).getByText('1 ready').waitFor({ timeout: 60_000 })

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
    const { page, line } = await onHeldLine('phone')
    await addClip(page, video)
    await uploading(page).waitFor()
    await page.context().setOffline(true)
    await tray(page)
      .getByText(/It goes on by itself/)
      .waitFor()
    line.release()
    await page.context().setOffline(false)
    await tray(page)
      .getByText(/processing|ready/)
      .first()
      .waitFor({ timeout: 60_000 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  })

  test('the list shows the draft at once; cancel takes it away, also for who leaves right after', async () => {
    const { page } = await onHeldLine()
    await addClip(page, video)
    await uploading(page).waitFor()
    const draft = page.getByRole('link', { name: /^over the pass .*Uploading/ })
    await draft.waitFor()
    await tray(page)
      .getByRole('button', { name: /^Cancel/ })
      .click()
    await draft.waitFor({ state: 'detached' })

    await addClip(page, video)
    await uploading(page).waitFor()
    await tray(page)
      .getByRole('button', { name: /^Cancel/ })
      .click()
    await page.goto('/settings/profile')
    await page.getByRole('heading', { level: 1 }).waitFor()
    await until(async () => (await draftsOf(page)).length === 0)
    await until(() => page.evaluate(() => localStorage.getItem('longhouse.uploads') === null))
    await tray(page).waitFor({ state: 'detached' })
    expect(await draftsOf(page)).toEqual([])
  })
})
