import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axe } from '../../../../../test/browser/axe.ts'
import { fillChat, type LivePlace, openLivePlace, visitLive } from './live-place.ts'

let place: LivePlace
beforeAll(async () => {
  place = await openLivePlace('live-chat')
})
afterAll(() => place?.close())

const log = (page: Page) => page.getByRole('log', { name: 'Messages' })
const field = (page: Page) => page.getByRole('textbox', { name: 'Message' })

async function say(page: Page, words: string) {
  await field(page).fill(words)
  await field(page).press('Enter')
}

/** Where nothing is on air a phone shows first what the channel is about. */
const openChat = (page: Page) => page.getByRole('button', { name: 'Chat', exact: true }).click()

/** A guest and the owner beside each other. */
async function two() {
  const guest = await visitLive(place, { size: 'phone' })
  const owner = await visitLive(place, { owner: true })
  await guest.page.goto(place.path)
  await owner.page.goto(place.path)
  await field(owner.page).waitFor()
  await openChat(guest.page)
  await guest.page.getByLabel('Your name').fill('Ben')
  return { guest: guest.page, owner: owner.page, faults: [guest.faults, owner.faults] }
}

describe('the chat', () => {
  test('two pages talk; links open elsewhere, and nothing in a message is markup', async () => {
    const { guest, owner, faults } = await two()
    await say(guest, 'Hello <b>all</b>, see https://example.org/a.')
    const line = log(owner).getByText('Hello <b>all</b>')
    await line.waitFor()
    expect(await log(owner).getByRole('link').getAttribute('rel')).toContain('noopener')
    await say(owner, 'Welcome')
    await log(guest).getByText('Welcome', { exact: true }).waitFor()
    await guest.reload()
    await openChat(guest)
    await log(guest).getByText('Welcome', { exact: true }).waitFor()
    expect(await guest.getByLabel('Your name').inputValue()).toBe('Ben')
    expect(await axe(owner)).toEqual([])
    expect(faults).toEqual([[], []])
  })

  test('what is refused keeps its words and says why', async () => {
    const { guest } = await two()
    await guest.route('**/chat', (route) =>
      route.request().method() === 'POST'
        ? route.fulfill({
            status: 429,
            headers: { 'retry-after': '3', 'content-type': 'application/problem+json' },
            body: JSON.stringify({ status: 429, code: 'slow-mode', detail: 'One message each 3 seconds.' }),
          })
        : route.continue(),
    )
    await say(guest, 'too fast')
    await log(guest).getByText('One message each 3 seconds.').waitFor()
    expect(await log(guest).getByText('too fast').count()).toBe(1)
    await guest.unroute('**/chat')
    await guest.getByRole('button', { name: 'Try again' }).click()
    await log(guest).getByText('One message each 3 seconds.').waitFor({ state: 'detached' })
    await guest.getByRole('button', { name: 'Send' }).waitFor()
  })

  test('a moderator pins, removes and keeps somebody out at once', async () => {
    const { guest, owner, faults } = await two()
    await say(guest, 'First of mine')
    await log(owner).getByText('First of mine').hover()
    await owner.getByRole('button', { name: 'What to do with the message of Ben' }).last().click()
    expect(await axe(owner)).toEqual([])
    await owner.getByRole('button', { name: 'Pin above the chat' }).click()
    await guest.locator('.chat-pinned').getByText('First of mine').waitFor()

    await owner.goto(`${place.path}/studio`)
    await log(owner).getByText('First of mine').hover()
    await owner.getByRole('button', { name: 'What to do with the message of Ben' }).last().click()
    await owner.getByRole('button', { name: 'Keep out for good' }).click()
    await log(guest).getByText('First of mine').waitFor({ state: 'detached' })
    await field(guest).waitFor({ state: 'detached' })
    await owner.getByRole('button', { name: 'Let back in' }).waitFor()
    expect(await axe(owner)).toEqual([])
    await owner.getByRole('button', { name: 'Let back in' }).click()
    await field(guest).waitFor()
    expect(faults).toEqual([[], []])
  })

  test('older messages come as one scrolls up, nothing moves under the eyes, and new ones are counted below', async () => {
    await fillChat(
      place,
      Array.from({ length: 120 }, (_, at) => `line ${at + 1} of many`),
    )
    const { page } = await visitLive(place)
    await page.goto(place.path)
    await log(page).getByText('line 120 of many').waitFor()
    expect(await log(page).getByText('line 20 of many', { exact: true }).count()).toBe(0)
    const read = () =>
      log(page).evaluate((box) => {
        const top = box.getBoundingClientRect().top
        const line = [...box.querySelectorAll('.chat-line')].find(
          (one) => one.getBoundingClientRect().top >= top + 100,
        )!
        return { text: line.textContent, y: line.getBoundingClientRect().top }
      })
    await log(page).evaluate((box) => (box.scrollTop = 250))
    const before = await read()
    await page.waitForFunction(() => document.querySelectorAll('.chat-line').length >= 100)
    const after = await log(page).evaluate(
      (box, text) =>
        [...box.querySelectorAll('.chat-line')]
          .find((one) => one.textContent === text)!
          .getBoundingClientRect().top,
      before.text,
    )
    expect(Math.abs(after - before.y)).toBeLessThanOrEqual(1)
    await fillChat(place, ['the newest of all'])
    await page.getByRole('button', { name: '1 new message' }).click()
    await log(page).getByText('the newest of all').waitFor()
    await page.getByRole('button', { name: '1 new message' }).waitFor({ state: 'detached' })
  })
})
