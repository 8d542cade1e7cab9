import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { axe } from '../../../../../test/browser/axe.ts'
import { owner } from '../../../../../test/browser/visit.ts'
import type { Channel } from '../../contract/channel.ts'
import { broadcast } from './broadcaster.ts'
import { type LivePlace, openLivePlace, plays, visitLive } from './live-place.ts'

let place: LivePlace
beforeAll(async () => {
  place = await openLivePlace('live-watching')
})
afterAll(() => place?.close())

const onAir = () => {
  const push = broadcast(place.ingest)
  onTestFinished(() => push.stop())
  return push
}

describe('the live page', () => {
  test('opens by itself as the stream begins, keeps the place while the encoder is away, and ends with thanks', async () => {
    const { page, faults } = await visitLive(place)
    await page.goto(place.path)
    await page.getByText('Nothing is on air').waitFor()
    expect(await axe(page)).toEqual([])

    const first = onAir()
    await plays(page)
    expect(await page.getByRole('button', { name: /^Live/ }).count()).toBe(1)
    expect(await axe(page)).toEqual([])

    await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }))
    await first.stop()
    await page.getByText('The encoder lost its connection').waitFor()
    expect(await page.locator('video').count()).toBe(1)
    expect(await axe(page)).toEqual([])
    const second = onAir()
    await page.getByText('The encoder lost its connection').waitFor({ state: 'detached' })
    await plays(page)
    expect(await page.evaluate(() => 'sameDocument' in globalThis)).toBe(true)

    await second.stop()
    const { event } = await place.ask<Channel>('GET', `/channels/${place.channel.id}`)
    await place.ask('POST', `/events/${event!.id}/end`)
    await page.getByText('Thank you for being here').waitFor()
    expect(await page.locator('video').count()).toBe(0)
    expect(faults).toEqual([])
  })

  test('rewinds to what was before and comes back to live; its keys work', async () => {
    const { page, faults } = await visitLive(place)
    onAir()
    await page.goto(place.path)
    await plays(page, 4)
    await page.keyboard.press('j')
    await page.getByRole('button', { name: /behind/ }).waitFor()
    await plays(page, 0.3)
    await page.keyboard.press('0')
    await page.getByRole('button', { name: /^Live/ }).waitFor()
    await plays(page, 0.3)
    await page.keyboard.press('m')
    expect(await page.evaluate(() => document.querySelector('video')?.muted)).toBe(true)
    await page.keyboard.press('k')
    expect(await page.evaluate(() => document.querySelector('video')?.paused)).toBe(true)
    await page.keyboard.press('t')
    await page.locator('[data-theatre]').waitFor()
    expect(faults).toEqual([])
  })

  test('on a phone the picture stays above, the chat scrolls below it, and its field stands above the keyboard', async () => {
    const { page, faults } = await visitLive(place, { size: 'phone', theme: 'dark' })
    onAir()
    await page.goto(place.path)
    await plays(page)
    const field = page.getByRole('textbox', { name: 'Message' })
    await field.waitFor()
    const { width, height } = page.viewportSize()!
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(height)
    await page.setViewportSize({ width, height: 470 })
    await field.focus()
    await page.locator('[data-keyboard]').waitFor()
    const picture = (await page.locator('video').boundingBox())!
    const writes = (await field.boundingBox())!
    expect(picture.y).toBeGreaterThanOrEqual(0)
    expect(writes.y + writes.height).toBeLessThanOrEqual(470)
    expect(writes.y).toBeGreaterThan(picture.y + picture.height)
    expect(await axe(page)).toEqual([])
    expect(faults).toEqual([])
  })

  test('a finger brings the controls back before it stops anything', async () => {
    const { page, faults } = await visitLive(place, { size: 'phone' })
    onAir()
    await page.goto(place.path)
    await plays(page)
    const isPaused = () => page.evaluate(() => document.querySelector('video')?.paused)
    await page.locator('[data-idle]').waitFor()
    await page.touchscreen.tap(190, 120)
    await page.locator('[data-idle]').waitFor({ state: 'detached' })
    expect(await isPaused()).toBe(false)
    await page.touchscreen.tap(190, 120)
    await page.waitForFunction(() => document.querySelector('video')?.paused)
    expect(faults).toEqual([])
  })

  test('a browser that allows no sound shows the picture without, and one button turns it on', async () => {
    const { page, faults } = await visitLive(place)
    await page.addInitScript(() => {
      const play = HTMLMediaElement.prototype.play
      HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) {
        return this.muted ? play.call(this) : Promise.reject(new DOMException('no', 'NotAllowedError'))
      }
    })
    onAir()
    await page.goto(place.path)
    await plays(page)
    await page.getByText('Sound on', { exact: true }).click()
    expect(await page.evaluate(() => document.querySelector('video')?.muted)).toBe(false)
    await page.getByText('Sound on', { exact: true }).waitFor({ state: 'detached' })
    expect(faults).toEqual([])
  })

  test('weak lines can take the sound alone, and the picture again', async () => {
    const { page, faults } = await visitLive(place)
    onAir()
    await page.goto(place.path)
    await plays(page)
    const choose = async (name: RegExp) => {
      await page.getByRole('button', { name: 'Quality' }).click()
      await page.getByRole('menuitemradio', { name }).click()
    }
    await choose(/^Sound only/)
    await page.waitForFunction(() => document.querySelector('video')?.videoWidth === 0)
    await plays(page)
    await page.locator('.player-wait').getByText('Sound only', { exact: true }).waitFor()
    await choose(/^Automatic/)
    await page.waitForFunction(() => (document.querySelector('video')?.videoWidth ?? 0) > 0)
    await plays(page)
    expect(faults).toEqual([])
  })

  test('dragging the knob goes back once, to where it is let go', async () => {
    const { page, faults } = await visitLive(place)
    onAir()
    await page.goto(place.path)
    await plays(page, 6)
    let opened = 0
    page.on('request', (request) => {
      if (new URL(request.url()).pathname.endsWith('/dvr.m3u8')) opened += 1
    })
    const knob = page.getByRole('slider', { name: 'Position' })
    const bar = (await knob.boundingBox())!
    const [middle, end] = [bar.y + bar.height / 2, bar.x + bar.width - 8]
    await page.mouse.move(end, middle)
    await page.mouse.down()
    await page.mouse.move(end - 100, middle, { steps: 8 })
    expect(opened).toBe(0)
    await page.mouse.move(bar.x + bar.width / 4, middle, { steps: 8 })
    await page.mouse.up()
    await page.getByRole('button', { name: /behind/ }).waitFor()
    await plays(page, 0.3)
    const [at, whole] = await knob.evaluate((one) => [Number(one.ariaValueNow), Number(one.ariaValueMax)])
    expect(at! / whole!).toBeLessThan(0.6)
    expect(faults).toEqual([])
  })

  test('a browser without media sources plays by itself; one that plays no stream says so', async () => {
    const { page, faults } = await visitLive(place)
    await page.addInitScript(() => {
      for (const name of ['MediaSource', 'ManagedMediaSource', 'WebKitMediaSource'])
        Object.defineProperty(globalThis, name, { value: undefined })
    })
    onAir()
    await page.goto(place.path)
    await plays(page, 3)
    expect(await page.evaluate(() => document.querySelector('video')!.src)).toContain('.m3u8')

    await page.addInitScript(() => (HTMLMediaElement.prototype.canPlayType = () => ''))
    await page.reload()
    await page.getByText('This browser cannot play live pictures').waitFor()
    expect(await axe(page)).toEqual([])
    expect(faults).toEqual([])
  })

  test.each([
    ['a tablet', 820, 1180],
    ['a small laptop', 1024, 768],
    ['a phone on its side', 844, 390],
    ['a small phone on its side', 667, 375],
  ])(
    'on %s the picture has most of the window, and what one writes into is in it',
    async (_, width, height) => {
      const { page, faults } = await visitLive(place)
      await page.setViewportSize({ width, height })
      onAir()
      await page.goto(place.path)
      await plays(page)
      const field = page.getByRole('textbox', { name: 'Message' })
      await field.scrollIntoViewIfNeeded()
      const picture = (await page.locator('.player').boundingBox())!
      expect(picture.width).toBeGreaterThan(width * 0.55)
      const writes = (await field.boundingBox())!
      expect(writes.x + writes.width).toBeLessThanOrEqual(width)
      expect(writes.y + writes.height).toBeLessThanOrEqual(height)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
      expect(faults).toEqual([])
    },
  )

  test('another page holds the picture with one line', async () => {
    const { page, faults } = await visitLive(place)
    onAir()
    await page.goto(place.path)
    await page.getByRole('button', { name: 'Share' }).click()
    const line = await page.getByLabel('Embed in another page').inputValue()
    expect(await axe(page)).toEqual([])
    const address = /src="([^"]+)"/.exec(line)![1]!
    await page.goto(new URL(address).pathname)
    await plays(page)
    expect(await axe(page)).toEqual([])
    expect(faults).toEqual([])
  })
})

test('a guest at a channel for members is asked to sign in, and comes back to it', async () => {
  const { id } = await place.ask<Channel>('POST', '/channels', {
    name: 'Members evening',
    visibility: 'members',
  })
  const { page, faults } = await visitLive(place)
  await page.goto(`/live/${id}`)
  await page.getByRole('heading', { name: 'Sign in to watch' }).waitFor()
  expect(await axe(page)).toEqual([])
  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click()
  await page.getByLabel('Email').fill(owner.email)
  await page.getByLabel('Password', { exact: true }).fill(owner.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Members evening' }).waitFor()
  expect(new URL(page.url()).pathname).toBe(`/live/${id}`)
  expect(faults).toEqual([])
})

test('who is elsewhere in the house is told', async () => {
  const { page, faults } = await visitLive(place, { owner: true })
  const events = await place.ask<Channel>('GET', `/channels/${place.channel.id}`)
  if (events.event) await place.ask('POST', `/events/${events.event.id}/end`)
  const listening = page.waitForResponse((answer) => answer.url().endsWith('/live/events'))
  await page.goto('/notes')
  await listening
  onAir()
  await page.getByText(/is live$/).waitFor()
  await page.getByRole('button', { name: 'Watch' }).click()
  await page.waitForURL(`**${place.path}`)
  expect(faults).toEqual([])
})
