import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { pushWithFfmpeg } from '../ffmpeg-push.ts'
import { until } from '../../../../../test/until.ts'
import { smallPictures } from '../small-pictures.ts'
import { type LivePlace, openLivePlace, plays, visitLive } from './live-place.ts'

let place: LivePlace
beforeAll(async () => {
  place = await openLivePlace('live-small-picture', { lowRendition: true })
})
afterAll(() => place?.close())

test('can be chosen where the picture comes larger, and given up again; when it ends the picture goes on as it comes', async () => {
  const { server, streamKey } = place.ingest
  const push = pushWithFfmpeg(`${server}/${streamKey}`, {
    seconds: 100,
    input: [
      '-re',
      '-f',
      'lavfi',
      '-i',
      'testsrc2=s=960x540:r=30',
      '-re',
      '-f',
      'lavfi',
      '-i',
      'sine=r=48000',
    ],
    output: ['-tune', 'zerolatency', '-g', '30', '-b:v', '1500k', '-pix_fmt', 'yuv420p'],
  })
  onTestFinished(async () => void (await push.stop('SIGKILL')))
  await until(
    async () => {
      const answer = await fetch(`${place.house.origin}/live/${place.channel.publicId}/index.m3u8`)
      return (await answer.text()).includes('360.m3u8')
    },
    { seconds: 30, what: 'the small picture' },
  )
  const { page, faults } = await visitLive(place)
  await page.goto(place.path)
  await plays(page)
  const shows = (height: number) =>
    page.waitForFunction((wanted) => document.querySelector('video')?.videoHeight === wanted, height, {
      timeout: 30_000,
    })
  // A good line has the picture as it comes, without being asked, also where it is shown no larger than the small one.
  await shows(540)
  const choose = async (name: string, height: number) => {
    await page.mouse.move(300, 300)
    await page.getByRole('button', { name: 'Quality' }).click()
    await page.getByRole('menuitemradio', { name, exact: true }).click()
    await shows(height)
    await plays(page)
  }
  await choose('360p', 360)
  await choose('540p', 540)
  await choose('360p', 360)
  expect(faults).toEqual([])

  for (const pid of await smallPictures(place.house)) process.kill(pid, 'SIGKILL')
  await shows(540)
  await plays(page)
})
