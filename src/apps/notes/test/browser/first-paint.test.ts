import { afterAll, beforeAll, expect, test } from 'vitest'
import { firstAndThen, moved } from '../../../../../test/browser/first-page.ts'
import { openPlace, type Place } from '../../../../../test/browser/house.ts'
import { type Size, visit } from '../../../../../test/browser/visit.ts'
import { write } from './note-visits.ts'

const title = '<img src=x onerror=alert(1)> & <b>Minutes</b>'

let place: Place
let id: string
beforeAll(async () => {
  place = await openPlace('notes-first-paint')
  id = (await write(place, { title, body: 'We met at six at the bridge.' })).id
})
afterAll(() => place?.close())

test.each<Size>(['desktop', 'phone'])(
  'on a %s notes are shown before the app is there, where it shows them',
  async (size) => {
    const { page, faults, close } = await visit(place.browser, place.house.origin, {
      storageState: place.state,
      size,
    })
    for (const path of ['/notes', `/notes/${id}`])
      for (const words of [title, 'We met at six at the bridge.'])
        expect(moved(await firstAndThen(page, path, words)), `${words} on ${path}`).toBeLessThanOrEqual(3)
    expect(faults).toEqual([])
    await close()
  },
)

test('an address with a filter is left to the app', async () => {
  const { page, close } = await visit(place.browser, place.house.origin, { storageState: place.state })
  await page.goto('/notes?archived=true')
  await page.getByRole('heading', { level: 1 }).waitFor()
  expect(await page.locator('#first-page > *').count()).toBe(0)
  await close()
})
