import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { axe } from '../../../../../test/browser/axe.ts'
import { openPlace } from '../../../../../test/browser/house.ts'
import { visit } from '../../../../../test/browser/visit.ts'
import { broadcast } from './broadcaster.ts'
import { type LivePlace, openLivePlace, plays, visitLive } from './live-place.ts'

let place: LivePlace
beforeAll(async () => {
  place = await openLivePlace('live-broadcast')
})
afterAll(() => place?.close())

test('a volunteer tests privately, goes live and ends the event', async () => {
  const { page, faults } = await visitLive(place, { owner: true })
  await page.goto(`${place.path}/broadcast`)
  await page.getByRole('heading', { name: 'Nothing is sent' }).waitFor()
  expect(await page.getByLabel('Server', { exact: true }).inputValue()).toBe(place.ingest.server)
  const key = page.getByLabel('Stream key', { exact: true })
  expect(await key.getAttribute('type')).toBe('password')
  expect(await axe(page)).toEqual([])

  await page.getByRole('button', { name: 'Test privately' }).click()
  await page.getByText('Start streaming in OBS now').waitFor()
  const push = broadcast(place.ingest)
  onTestFinished(() => push.stop())
  await page.getByRole('heading', { name: 'What we receive' }).waitFor()
  await page.getByText('640 × 360', { exact: true }).waitFor()
  await plays(page)
  expect(await page.evaluate(() => document.querySelector('video')?.muted)).toBe(true)
  expect(await axe(page)).toEqual([])
  const guest = await visitLive(place)
  await guest.page.goto(place.path)
  await guest.page.getByText('Nothing is on air').waitFor()

  await page.getByRole('button', { name: 'Go live now' }).click()
  await page.getByRole('heading', { name: /^On air/ }).waitFor()
  await plays(guest.page)
  expect(await page.locator('video').count()).toBe(0)
  await page.getByText('See what viewers see').click()
  await plays(page)
  expect(await axe(page)).toEqual([])

  await page.getByRole('button', { name: 'End the event' }).click()
  const dialog = page.getByRole('dialog', { name: 'End the event?' })
  await dialog.getByText(/kept/).waitFor()
  await dialog.getByRole('button', { name: 'End the event' }).click()
  await guest.page.getByText('Thank you for being here').waitFor()
  expect([...faults, ...guest.faults]).toEqual([])
})

test('where another program has the port the page says so, and what to do', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  onTestFinished(() => void taken.close())
  const { port } = taken.address() as AddressInfo
  const closed = await openLivePlace('live-port', {}, { RTMP_PORT: String(port) })
  onTestFinished(() => closed.close())
  const { page, faults } = await visitLive(closed, { owner: true })
  await page.goto(`${closed.path}/broadcast`)
  await page.getByRole('alert').getByText(`port ${port} is taken by another program`).waitFor()
  expect(await axe(page)).toEqual([])
  expect(faults).toEqual([])
})

test('the key is renewed only after a question', async () => {
  const { page } = await visitLive(place, { owner: true, size: 'phone', theme: 'dark' })
  await page.goto(`${place.path}/broadcast`)
  const key = page.getByLabel('Stream key', { exact: true })
  await key.waitFor()
  const before = await key.inputValue()
  await page.getByRole('button', { name: 'Renew the key' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Renew the key' }).click()
  await page.waitForFunction(
    (old) => [...document.querySelectorAll('input')].every(({ value }) => value !== old),
    before,
  )
  expect(await key.inputValue()).not.toBe(before)
  expect(await axe(page)).toEqual([])
})

test('an empty house offers a channel; an announced event counts down on its page', async () => {
  const empty = await openPlace('live-empty')
  onTestFinished(() => empty.close())
  const { page, faults } = await visit(empty.browser, empty.house.origin, { storageState: empty.state })
  await page.goto('/live')
  await page.getByRole('heading', { name: 'No channels yet' }).waitFor()
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: 'Make a channel' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill('Main hall')
  expect(await axe(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Make the channel' }).click()
  await page.getByRole('heading', { name: 'Paste server and key' }).waitFor()

  await page.goto('/live/channels')
  await page.getByRole('button', { name: 'Announce an event' }).click()
  await dialog.getByLabel('Title').fill('Sunday morning')
  expect(await axe(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Announce', exact: true }).click()
  await page.getByRole('button', { name: 'Take back Sunday morning' }).waitFor()
  expect(await axe(page)).toEqual([])
  await page.getByRole('link', { name: /^Sunday morning/ }).click()
  await page
    .getByRole('timer')
    .getByText(/^\d+:\d\d/)
    .waitFor()
  expect(await axe(page)).toEqual([])
  await page.goto('/live')
  await page.getByRole('heading', { name: 'Coming' }).waitFor()
  expect(await axe(page)).toEqual([])
  expect(faults).toEqual([])
})
