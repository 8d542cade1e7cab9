import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import { type Program, freePort } from '../../../../../test/bed/program.ts'
import { openPlace, type Place } from '../../../../../test/browser/house.ts'
import { owner, spaceName, visit } from '../../../../../test/browser/visit.ts'
import { plays } from './live-place.ts'
import { obsProfiles, writeObsHome } from '../obs-home.ts'
import { openScreen, startObs } from '../obs-program.ts'

const minutes = 60_000

let home = ''
let film = ''
let place: Place
let obs: Program | null = null
const closers: (() => unknown)[] = []
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'longhouse-obs-walk-'))
  film = join(home, 'film.mp4')
  makeFilm(film)
  const RTMP_PORT = String(await freePort())
  place = await openPlace('obs-walk', { empty: true, env: { RTMP_PORT } })
  closers.push(() => place.close())
})
afterEach(async () => {
  await obs?.stop('SIGKILL')
  for (const close of closers.splice(0).toReversed()) await close()
  rmSync(home, { recursive: true })
})

test(
  'a volunteer sets a house up, follows the steps with OBS, mends what is wrong, goes on air, loses OBS, and ends with a recording',
  async () => {
    const { page, faults } = await visit(place.browser, place.house.origin)
    page.setDefaultTimeout(2 * minutes)
    await setUpAsAPerson(page)
    const path = await makeChannel(page)

    const profile = await importProfile(page)
    const encoder = join(obsProfiles(home), profile.folder, 'streamEncoder.json')
    const asDownloaded = readFileSync(encoder, 'utf8')
    const screen = await openScreen()
    closers.push(() => screen.stop())
    const stream = async (film_: { muted: boolean; encoder?: object }) => {
      await obs?.stop('SIGKILL')
      writeFileSync(encoder, JSON.stringify({ ...JSON.parse(asDownloaded), ...film_.encoder }))
      writeObsHome(home, profile, { file: film, muted: film_.muted })
      obs = await startObs(home, screen.display, profile.name)
    }

    // A private test with settings that want a word.
    await page.getByRole('button', { name: 'Test privately' }).click()
    await page.getByText('Start streaming in OBS now').waitFor()
    await stream({ muted: true, encoder: { keyint_sec: 8, bitrate: 300 } })
    await page.getByText('1920 × 1080', { exact: true }).waitFor()
    await page.getByText(/Keyframes .*Output Mode Advanced, Keyframe Interval 2 s/).waitFor()
    await page.getByText(/Sound is silent/).waitFor()
    await page.getByText(/is little for this size/).waitFor()
    await plays(page)

    // With those of the profile nothing is said of them any more.
    await stream({ muted: false })
    await page.getByText(/^good \(/).waitFor()
    for (const words of [/Keyframes .*OBS/, /Sound is silent/, /is little for this size/])
      await page.getByText(words).waitFor({ state: 'detached' })
    await plays(page)

    const guest = await visit(place.browser, place.house.origin)
    // Guests are told apart by their browsers, where they come from the same network.
    const userAgent = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Safari/604.1'
    const phone = await visit(place.browser, place.house.origin, { size: 'phone', theme: 'dark', userAgent })
    for (const one of [guest, phone]) {
      one.page.setDefaultTimeout(2 * minutes)
      await one.page.goto(path)
    }
    await guest.page.getByText('Nothing is on air').waitFor()
    await page.getByRole('button', { name: 'Go live now' }).click()
    await page.getByRole('heading', { name: /^On air/ }).waitFor()
    await plays(guest.page)
    await plays(phone.page)

    await chatAndModerate(page, guest.page, phone.page, path)

    await page.goto(`${path}/broadcast`)
    await page.getByRole('heading', { name: /^On air/ }).waitFor()
    await obs!.stop('SIGKILL')
    await page.getByRole('heading', { name: 'The encoder is away' }).waitFor()
    await guest.page.getByText('The encoder lost its connection').waitFor()
    await stream({ muted: false })
    await guest.page.getByText('The encoder lost its connection').waitFor({ state: 'detached' })
    await plays(guest.page)
    await plays(phone.page)

    await page.getByRole('button', { name: 'End the event' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'End the event' }).click()
    await phone.page.getByText('Thank you for being here').waitFor()
    // OBS goes on sending what nobody takes; it does not begin another event.
    await page.getByText(/^Your encoder was told/).waitFor({ timeout: 4 * minutes })
    await page.getByRole('heading', { name: 'Nothing is sent' }).waitFor()
    await obs!.stop('SIGKILL')
    await guest.page.getByRole('link', { name: 'Watch the recording' }).click()
    await guest.page.getByRole('button', { name: /^Play / }).click()
    await plays(guest.page)
    await guest.page.getByRole('log').getByText('Hello from the phone').waitFor()

    await phone.page.goto('/live')
    await phone.page.getByRole('heading', { name: 'To watch again' }).waitFor()
    await phone.page.getByRole('link', { name: /Main hall, / }).click()
    await phone.page.getByRole('button', { name: /^Play / }).waitFor()
    expect([...faults, ...guest.faults, ...phone.faults]).toEqual([])
  },
  15 * minutes,
)

async function setUpAsAPerson(page: Page): Promise<void> {
  const next = () => page.getByRole('button', { name: 'Next' }).click()
  await page.goto('/')
  await page.waitForURL('**/setup')
  await next()
  await page.getByLabel('Name of the space').fill(spaceName)
  await next()
  await page.getByLabel('Your name').fill(owner.name)
  await page.getByLabel('Email').fill(owner.email)
  await page.getByLabel('Password', { exact: true }).fill(owner.password)
  await page.getByRole('button', { name: 'Create house' }).click()
  await page.getByRole('heading', { name: 'How it looks' }).waitFor()
  await next()
  await page.getByRole('button', { name: /^Open / }).click()
}

/** The path of its page. */
async function makeChannel(page: Page): Promise<string> {
  await page.getByRole('link', { name: 'Live', exact: true }).click()
  await page.getByRole('button', { name: 'Make a channel' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill('Main hall')
  await dialog.getByLabel('Who may watch').selectOption({ label: 'Everybody' })
  await dialog.getByText(/^More:/).click()
  await dialog.getByLabel('People without an account may write').check()
  await dialog.getByRole('button', { name: 'Make the channel' }).click()
  await page.waitForURL('**/broadcast')
  return new URL(page.url()).pathname.replace(/\/broadcast$/, '')
}

/** Downloads it, takes it apart and puts it where OBS puts what it imports. */
async function importProfile(page: Page): Promise<{ name: string; folder: string }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download the OBS profile' }).click(),
  ])
  const zip = await fromBufferPromise(readFileSync(await download.path()))
  let folder = ''
  for await (const entry of zip.eachEntry()) {
    const file = join(obsProfiles(home), entry.fileName)
    folder = dirname(entry.fileName)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, await buffer(await zip.openReadStreamPromise(entry)))
  }
  return { name: 'Longhouse Main hall', folder }
}

async function chatAndModerate(host: Page, guest: Page, phone: Page, path: string): Promise<void> {
  const log = (page: Page) => page.getByRole('log', { name: 'Messages' })
  const say = async (page: Page, words: string) => {
    await page.getByRole('textbox', { name: 'Message' }).fill(words)
    await page.getByRole('textbox', { name: 'Message' }).press('Enter')
  }
  const menu = async (words: string) => {
    const line = host.locator('.chat-line').filter({ hasText: words })
    await line.hover()
    await line.getByRole('button', { name: /^What to do with/ }).click()
  }
  await guest.getByLabel('Your name').fill('Gil at the desk')
  await phone.getByLabel('Your name').fill('Pia on the phone')
  await say(guest, 'Hello from the desk')
  await say(phone, 'Hello from the phone')
  await log(guest).getByText('Hello from the phone').waitFor()
  await log(phone).getByText('Hello from the desk').waitFor()

  await host.goto(`${path}/studio`)
  await log(host).getByText('Hello from the phone').waitFor()
  await menu('Hello from the phone')
  await host.getByRole('button', { name: 'Pin above the chat' }).click()
  await guest.locator('.chat-pinned').getByText('Hello from the phone').waitFor()

  await say(guest, 'Something that goes too far')
  await log(host).getByText('Something that goes too far').waitFor()
  await menu('Something that goes too far')
  await host.getByRole('button', { name: 'Remove this message' }).click()
  await log(phone).getByText('Something that goes too far').waitFor({ state: 'detached' })

  await host.getByLabel('Slow mode').selectOption({ label: 'One message each 300 seconds' })
  await guest.getByText('Slow: one message each 300 s').waitFor()
  await say(guest, 'Something else, at once')
  await guest.getByText(/^Not sent: This chat is in slow mode/).waitFor()
  await guest.getByRole('timer', { name: /^You can write again in [12]\d\d seconds/ }).waitFor()

  await menu('Hello from the desk')
  await host.getByRole('button', { name: 'Keep out for good' }).click()
  await guest.getByRole('textbox', { name: 'Message' }).waitFor({ state: 'detached' })
  await log(phone).getByText('Hello from the desk').waitFor({ state: 'detached' })
}

/** Ten seconds of moving picture and a tone, in the size of the profile. */
function makeFilm(file: string): void {
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=1920x1080:r=30:d=10']
  const sound = ['-f', 'lavfi', '-i', 'sine=f=440:r=48000:d=10']
  const codecs = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac']
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', ...picture, ...sound, ...codecs, file])
}
