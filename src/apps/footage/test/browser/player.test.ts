import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ended, upload, visitor } from '../club.ts'
import { film } from '../films.ts'
import { axe } from '../../../../../test/browser/axe.ts'
import { openPlace, type Place } from '../../../../../test/browser/house.ts'
import { visit } from '../../../../../test/browser/visit.ts'

let place: Place
let path: string
beforeAll(async () => {
  place = await openPlace('player')
  const cookie = place.state.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  const owner = visitor(place.house.origin, cookie)
  const { spaces } = (await owner.call('GET', '/me')).body as { spaces: { slug: string }[] }
  const footage = `/spaces/${spaces[0]!.slug}/footage`
  const video = await film(join(place.folder, 'a.mp4'), { size: '640x360', seconds: 40 })
  const clip = await upload(owner, footage, video, { title: 'Over the pass', visibility: 'public' })
  await ended(owner, footage, clip.id)
  path = `/footage/${clip.id}`
})
afterAll(() => place?.close())

const seconds = (page: Page) => page.evaluate(() => document.querySelector('video')?.currentTime ?? 0)
const paused = (page: Page) => page.evaluate(() => document.querySelector('video')?.paused)

describe('the player', () => {
  test('loads nothing of the video before someone wants it, then plays, seeks and obeys its keys', async () => {
    const { page, faults } = await visit(place.browser, place.house.origin)
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(path)
    await page.getByRole('heading', { name: 'Over the pass' }).waitFor()
    await page.waitForLoadState('networkidle')
    expect(asked.filter((url) => /\.(m3u8|mp4|m4s)|hls/.test(url))).toEqual([])

    await page.getByRole('button', { name: 'Play Over the pass' }).click()
    await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.3)
    const seek = page.getByRole('slider', { name: 'Position' })
    expect(await seek.getAttribute('aria-valuemax')).toBe('40')

    await page.keyboard.press('k')
    expect(await paused(page)).toBe(true)
    const at = await seconds(page)
    await page.keyboard.press('l')
    expect((await seconds(page)) - at).toBeCloseTo(10, 1)
    await page.keyboard.press('j')
    expect((await seconds(page)) - at).toBeCloseTo(0, 1)
    await page.keyboard.press('m')
    expect(await page.evaluate(() => document.querySelector('video')?.muted)).toBe(true)
    await page.keyboard.press('>')
    expect(await page.evaluate(() => document.querySelector('video')?.playbackRate)).toBe(1.25)
    await seek.focus()
    await page.keyboard.press('ArrowRight')
    expect((await seconds(page)) - at).toBeCloseTo(5, 1)
    await page.keyboard.press('End')
    await page.waitForFunction(
      () => document.querySelector('video')?.currentTime === document.querySelector('video')?.duration,
    )
    await page.keyboard.press('Home')

    const box = (await seek.boundingBox())!
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    await page.locator('.player-preview .player-chip').waitFor()
    expect(await page.locator('.player-preview .player-chip').textContent()).toMatch(/^0:(19|20)$/)
    await page.locator('.player-preview [style*="storyboard"]').waitFor()

    await page.getByRole('button', { name: 'Quality and speed' }).click()
    await page.getByRole('menuitemradio', { name: /^360p/ }).first().waitFor()
    expect(await axe(page)).toEqual([])
    await page.getByRole('menuitemradio', { name: '240p' }).click()
    await page.getByRole('button', { name: 'Quality and speed' }).click()
    await page.getByRole('menuitemradio', { name: '240p', checked: true }).waitFor()
    expect(faults).toEqual([])
  })

  test('a link with a time starts there; so does the phone', async () => {
    const { page, faults } = await visit(place.browser, place.house.origin, { size: 'phone', theme: 'dark' })
    await page.goto(`${path}?t=20`)
    await page.getByRole('button', { name: 'Play Over the pass' }).click()
    await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 20.2)
    expect(await seconds(page)).toBeLessThan(30)
    await page.evaluate(() => document.querySelector('video')?.pause())
    expect(await axe(page)).toEqual([])
    expect(faults).toEqual([])
  })

  test('paths that have expired are renewed, and what is gone says so', async () => {
    const { page } = await visit(place.browser, place.house.origin)
    await page.goto(path)
    const expired = { on: true, times: 0 }
    await page.route('**/media/**/*.m3u8', (route) => {
      if (!expired.on || ++expired.times > 1) return route.continue()
      return route.fulfill({ status: 404, body: 'expired' })
    })
    await page.getByRole('button', { name: 'Play Over the pass' }).click()
    await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.2)
    expect(expired.times).toBeGreaterThan(1)

    await page.reload()
    await page.unroute('**/media/**/*.m3u8')
    await page.route('**/media/**/*.m3u8', (route) => route.fulfill({ status: 404, body: 'gone' }))
    await page.getByRole('button', { name: 'Play Over the pass' }).click()
    await page.getByRole('alert').getByRole('button', { name: 'Try again' }).waitFor()
    await page.unroute('**/media/**/*.m3u8')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.2)
    expect(await page.getByRole('alert').count()).toBe(0)
  })
})
