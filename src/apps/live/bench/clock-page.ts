import type { Page } from 'playwright-core'
import { until } from '../../../../test/until.ts'
import { clockPicture } from './clock-picture.ts'

/** A picture on the screen: when it was made and when it was seen, milliseconds of the wall clock. */
export type Seen = { made: number; seen: number }

/** Notes the time in every picture that this page shows, from its first on. Call before it goes anywhere. */
export async function watchClock(page: Page): Promise<void> {
  await page.addInitScript({ content: readPictures })
}

/** What was seen since the page was opened. */
export const seenPictures = (page: Page): Promise<Seen[]> => page.evaluate<Seen[]>('seenPictures')

/** Resolves with the first picture on the screen that was made after `time`. */
export async function firstMadeAfter(page: Page, time: number, seconds: number): Promise<Seen> {
  const look = () => page.evaluate<Seen | undefined>(`seenPictures.find(({ made }) => made >= ${time})`)
  await until(async () => (await look()) !== undefined, { seconds, what: 'a picture' })
  return (await look())!
}

/** Runs in the page. A black or torn picture shows no time of these minutes. */
const readPictures = `
  globalThis.seenPictures = []
  const { bits, rows, width } = ${JSON.stringify(clockPicture)}
  const canvas = Object.assign(document.createElement('canvas'), { width, height: rows })
  const context = canvas.getContext('2d', { willReadFrequently: true })
  const followed = new WeakSet()
  const look = (video) => {
    context.drawImage(video, 0, 0, video.videoWidth, rows, 0, 0, width, rows)
    const line = context.getImageData(0, rows / 2, width, 1).data
    let made = 0
    for (let bit = 0; bit < bits; bit++)
      if (line[Math.floor((bit + 0.5) * (width / bits)) * 4] > 128) made += 2 ** bit
    if (Math.abs(Date.now() - made) < 600000) seenPictures.push({ made, seen: Date.now() })
    video.requestVideoFrameCallback(() => look(video))
  }
  setInterval(() => {
    for (const video of document.querySelectorAll('video')) {
      if (followed.has(video)) continue
      followed.add(video)
      video.requestVideoFrameCallback(() => look(video))
    }
  }, 10)
`
