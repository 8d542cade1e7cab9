import { afterAll, beforeAll, expect, test } from 'vitest'
import { axe } from '../../../../../test/browser/axe.ts'
import type { Size } from '../../../../../test/browser/visit.ts'
import { openPostOffice } from '../../../../../test/harness/post-office.ts'
import { openUnfollowLinks } from '../../server/notices/unfollow-links.ts'
import { type LivePlace, openLivePlace, visitLive } from './live-place.ts'

const secret = 'a secret of this house, for its links alone'

let place: LivePlace
let office: Awaited<ReturnType<typeof openPostOffice>>
beforeAll(async () => {
  office = await openPostOffice(() => {})
  place = await openLivePlace('following', {}, { SMTP_URL: office.url, SECRET_KEY: secret })
})
afterAll(async () => {
  await place?.close()
  await office?.close()
})

test('a member follows a channel, sees it everywhere, and ends it in the settings', async () => {
  const { page, faults, close } = await visitLive(place, { owner: true })
  await page.goto(place.path)
  await page.getByRole('button', { name: 'Tell me' }).click()
  await page.getByText('You get a mail when Main hall goes live.').waitFor()
  await page.getByRole('button', { name: 'You will be told' }).waitFor()
  // What the stream of events says to everybody does not say it differently.
  await place.ask('PATCH', `/channels/${place.channel.id}`, { description: 'Every Sunday at ten' })
  await page.getByText('Every Sunday at ten').waitFor()
  await page.getByRole('button', { name: 'You will be told' }).waitFor()
  await page.reload()
  await page.getByRole('button', { name: 'You will be told' }).waitFor()

  await page.goto('/live')
  const bell = page.getByRole('button', { name: 'Tell me no more when it goes live: Main hall' })
  await bell.waitFor()
  expect(await axe(page)).toEqual([])
  await page.goto('/settings/notifications')
  await page.getByRole('checkbox', { name: 'Main hall' }).click()
  await page.getByText('You are not told any more when Main hall goes live.').waitFor()
  await page.getByRole('checkbox', { name: /^By mail/ }).click()
  await page.getByText('Off: you are told here').waitFor()
  await page.reload()
  await page.getByRole('heading', { name: 'You follow no channel' }).waitFor()
  expect(await page.getByRole('checkbox', { name: /^By mail/ }).isChecked()).toBe(false)
  await page.getByRole('checkbox', { name: /^By mail/ }).click()
  await page.getByText('To ada@example.org').waitFor()
  expect(faults).toEqual([])
  await close()
})

test('guests are not asked whether they want to be told', async () => {
  const { page, faults, close } = await visitLive(place)
  await page.goto(place.path)
  await page.getByRole('button', { name: 'Share' }).waitFor()
  expect(await page.getByRole('button', { name: 'Tell me' }).count()).toBe(0)
  expect(faults).toEqual([])
  await close()
})

test.each<[Size, 'light' | 'dark']>([
  ['desktop', 'light'],
  ['phone', 'dark'],
])('the settings and the page of a letter are there for everybody on a %s in %s', async (size, theme) => {
  await place.ask('PUT', `/channels/${place.channel.id}/follow`)
  const owner = await visitLive(place, { owner: true, size, theme })
  await owner.page.goto('/settings/notifications')
  await owner.page.getByRole('checkbox', { name: 'Main hall' }).waitFor()
  expect(await axe(owner.page)).toEqual([])

  const publicUrl = place.house.origin
  const links = openUnfollowLinks({ secretKey: Buffer.from(secret), publicUrl })
  const reader = await visitLive(place, { size, theme })
  await reader.page.goto(links.to('01a1fe9a-4793-7e19-bc89-4c55410a4c73'))
  await reader.page.getByRole('heading', { name: 'You are not told any more' }).waitFor()
  expect(await axe(reader.page)).toEqual([])
  expect([...owner.faults, ...reader.faults]).toEqual([])
  await owner.close()
  await reader.close()
})
