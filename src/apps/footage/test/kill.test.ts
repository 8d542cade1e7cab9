import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Clip } from '../contract/clip.ts'
import { type RealHouse, startHouse } from '../../../../test/uploads/start-house.ts'
import { until } from '../../../../test/until.ts'
import { ended, read, setUp, upload, type Visitor } from './club.ts'
import { film, frames } from './films.ts'
import { isRunning, programsOf } from './programs.ts'
import { storedFiles } from './stored-files.ts'

let folder: string
let house: RealHouse
let owner: Visitor
let footage: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-kill-'))
  house = await startHouse(join(folder, 'data'))
  ;({ owner, footage } = await setUp(house.origin))
})
afterEach(async () => {
  await house?.stop('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

/** Ends the house as a power cut would, as soon as the clip is `when`, and starts it again. Programs die with it. */
async function killWhen(id: string, when: (clip: Clip) => boolean): Promise<void> {
  await until(async () => when(await read(owner, footage, id)), { seconds: 60, what: when.toString() })
  const programs = programsOf(house.pid)
  await house.stop('SIGKILL')
  await until(() => programs.every((pid) => !isRunning(pid)), { what: 'the end of its programs' })
  house = await startHouse(join(folder, 'data'))
  owner = owner.at(house.origin)
}

const uris = async (clip: Clip) => {
  const master = await (await fetch(new URL(clip.playback!.hls, house.origin))).text()
  return master.split('\n').filter((line) => line && !line.startsWith('#'))
}

/** How the clip ended, what of it cannot be played to its end, and what stands in storage beside it. */
async function outcomeOf(id: string, seconds: number) {
  const clip = await ended(owner, footage, id)
  const short: string[] = []
  for (const uri of await uris(clip)) {
    const counted = await frames(new URL(uri, new URL(clip.playback!.hls, house.origin)).href)
    if (counted < seconds * 30 - 1) short.push(`${uri}: ${counted} frames`)
  }
  await house.stop('SIGTERM')
  const { keys, orphans } = await storedFiles(house)
  return {
    state: clip.state,
    unready: clip.renditions.filter((rung) => rung.state !== 'ready'),
    short,
    orphans,
    // The original, the poster in three sizes, two files of the storyboard and two of each rendition.
    surplus: keys.length - (6 + 2 * clip.renditions.length),
  }
}
const oneGoodResult = { state: 'ready', unready: [], short: [], orphans: [], surplus: 0 }

test('kill -9 at any stage ends with exactly one good result', async () => {
  const path = await film(join(folder, 'film.mp4'), { size: '1280x720', seconds: 10 })
  const { id } = await upload(owner, footage, path)
  await killWhen(id, (clip) => clip.state === 'processing')
  await killWhen(id, (clip) => clip.progress.stage === 'Making it watchable' || clip.playback !== null)
  await killWhen(id, (clip) => clip.renditions.some((rung) => !rung.source && rung.percent > 20))
  expect(await outcomeOf(id, 10)).toEqual(oneGoodResult)
})

test('kill -9 while the only watchable rendition is made', async () => {
  // Keyframes 20 s apart cannot be re-wrapped: the lowest rung is encoded first.
  const path = await film(join(folder, 'film.mp4'), {
    size: '640x360',
    seconds: 20,
    args: ['-g', '600', '-bf', '0'],
  })
  const { id } = await upload(owner, footage, path)
  await killWhen(id, (clip) => clip.renditions.some((rung) => rung.percent > 10 && rung.state === 'running'))
  await killWhen(id, (clip) => clip.playback !== null)
  expect(await outcomeOf(id, 20)).toEqual(oneGoodResult)
})

test('kill -9 while a clip is deleted for good leaves no byte', async () => {
  const path = await film(join(folder, 'film.mp4'), { seconds: 6 })
  const { id } = await upload(owner, footage, path)
  await until(async () => (await read(owner, footage, id)).playback !== null, { seconds: 60 })
  expect((await owner.call('DELETE', `${footage}/${id}?forever=true`)).status).toBe(204)
  await house.stop('SIGKILL')
  house = await startHouse(join(folder, 'data'))
  owner = owner.at(house.origin)
  await until(async () => (await owner.call('GET', `${footage}/${id}`)).status === 404, { seconds: 60 })
  await house.stop('SIGTERM')
  expect(await storedFiles(house)).toEqual({ keys: [], orphans: [] })
})
