import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { firstAndThen, moved } from '../../../../../test/browser/first-page.ts'
import { openPlace, type Place } from '../../../../../test/browser/house.ts'
import { type Size, visit } from '../../../../../test/browser/visit.ts'
import { ended, upload, visitor } from '../club.ts'
import { film } from '../films.ts'

const title = '<b>Fog</b> at the pass'

let place: Place
let id: string
beforeAll(async () => {
  place = await openPlace('footage-first-paint')
  const cookie = place.state.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  const owner = visitor(place.house.origin, cookie)
  const { spaces } = (await owner.call('GET', '/me')).body as { spaces: { slug: string }[] }
  const footage = `/spaces/${spaces[0]!.slug}/footage`
  const video = await film(join(place.folder, 'a.mp4'), { size: '640x360', seconds: 2 })
  id = (await upload(owner, footage, video, { title, visibility: 'public' })).id
  await ended(owner, footage, id)
})
afterAll(() => place?.close())

test.each<Size>(['desktop', 'phone'])(
  'on a %s clips are shown before the app is there, where it shows them',
  async (size) => {
    const { page, faults, close } = await visit(place.browser, place.house.origin, {
      storageState: place.state,
      size,
    })
    for (const path of ['/footage', `/footage/${id}`]) {
      const places = await firstAndThen(page, path, title)
      // On its own page the title has room for buttons beside or below it.
      expect(moved(places)).toBeLessThanOrEqual(path === '/footage' ? 3 : 8)
      expect(await page.locator('main img').first().getAttribute('src')).toContain('/media/')
    }
    expect(faults).toEqual([])
    await close()
  },
)
