import { afterAll, beforeAll, expect, test } from 'vitest'
import { firstAndThen, moved } from '../../../../../test/browser/first-page.ts'
import type { Size } from '../../../../../test/browser/visit.ts'
import { type LivePlace, openLivePlace, visitLive } from './live-place.ts'

const name = '<b>Main</b> hall'

let place: LivePlace
beforeAll(async () => {
  place = await openLivePlace('live-first-paint', { name })
})
afterAll(() => place?.close())

test.each<Size>(['desktop', 'phone'])(
  'on a %s a channel is shown before the app is there, where it shows it',
  async (size) => {
    const { page, faults, close } = await visitLive(place, { owner: true, size })
    for (const path of ['/live', place.path])
      expect([path, moved(await firstAndThen(page, path, name))]).toEqual([
        path,
        expect.toSatisfy((px: number) => px <= 3),
      ])
    expect(faults).toEqual([])
    await close()
  },
)
