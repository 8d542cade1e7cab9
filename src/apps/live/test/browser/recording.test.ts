import { afterAll, beforeAll, expect, test } from 'vitest'
import { axe } from '../../../../../test/browser/axe.ts'
import { until } from '../../../../../test/until.ts'
import type { Channel } from '../../contract/channel.ts'
import type { LiveEvent } from '../../contract/event.ts'
import { broadcast } from './broadcaster.ts'
import { fillChat, type LivePlace, openLivePlace, plays, visitLive } from './live-place.ts'

let place: LivePlace
beforeAll(async () => {
  place = await openLivePlace('live-recording')
})
afterAll(() => place?.close())

test('who stays to the end gets the recording, with the chat in step with it', async () => {
  const { page, faults } = await visitLive(place)
  await page.goto(place.path)
  const push = broadcast(place.ingest)
  try {
    await plays(page, 2)
    await fillChat(place, ['said while it ran'])
    await plays(page, 2)
    const { event } = await place.ask<Channel>('GET', `/channels/${place.channel.id}`)
    await place.ask('POST', `/events/${event!.id}/end`)
    await until(async () => (await place.ask<LiveEvent>('GET', `/events/${event!.id}`)).clipId !== null, {
      seconds: 30,
      what: 'the recording',
    })
  } finally {
    await push.stop()
  }
  await page.getByRole('link', { name: 'Watch the recording' }).click()
  await page.waitForURL(/\/past\//)
  await page.getByRole('heading', { name: 'Chat, as it was written' }).waitFor()
  const play = page.getByRole('button', { name: /^Play / })
  await play.waitFor({ timeout: 30_000 })
  expect(await axe(page)).toEqual([])
  const log = page.getByRole('log', { name: 'Messages' })
  expect(await log.getByText('said while it ran').count()).toBe(0)
  await play.click()
  await plays(page)
  await log.getByText('said while it ran').waitFor()
  expect(await axe(page)).toEqual([])
  expect(faults).toEqual([])
})
