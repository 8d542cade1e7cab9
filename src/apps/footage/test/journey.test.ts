import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Clip } from '../contract/clip.ts'
import { type RealHouse, startHouse } from '../../../../test/uploads/start-house.ts'
import { until } from '../../../../test/until.ts'
import {
  ended,
  join as joinSpace,
  read,
  setUp,
  titles,
  upload,
  type Visitor,
  visitor,
  watch,
} from './club.ts'
import { film, frames } from './films.ts'
import { storedFiles } from './stored-files.ts'

let folder: string
let house: RealHouse
let owner: Visitor
let author: Visitor
let member: Visitor
let guest: Visitor
let footage: string
let clip: Clip

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-journey-'))
  await film(join(folder, 'film.mp4'), { size: '1280x720', seconds: 8 })
  house = await startHouse(join(folder, 'data'))
  ;({ owner, footage } = await setUp(house.origin))
  author = await joinSpace(house.origin, owner, footage, 'Ann')
  member = await joinSpace(house.origin, owner, footage, 'Mia')
  guest = visitor(house.origin)
})
afterAll(async () => {
  await house?.stop('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

const doorsOf = ({ playback }: Clip) => [
  playback!.hls,
  playback!.poster!,
  playback!.storyboard!,
  playback!.original!,
]
const media = (path: string) => new URL(path, house.origin)
const statuses = (paths: readonly string[]) =>
  Promise.all(
    paths.map(async (path) => {
      const answer = await fetch(media(path))
      await answer.body?.cancel()
      return answer.status
    }),
  )

test('a file becomes watchable, then gets its whole ladder, told as it happens', async () => {
  clip = await upload(author, footage, join(folder, 'film.mp4'), {
    title: 'Fog on the Brücke',
    visibility: 'public',
    tags: ['Fog'],
  })
  const seen: Clip[] = []
  await watch(guest, footage, clip.id, (now) => {
    seen.push(now)
    return now.state === 'ready' || now.state === 'failed'
  })
  clip = seen.at(-1)!
  expect(clip).toMatchObject({ state: 'ready', width: 1280, height: 720, progress: { percent: 100 } })
  expect(clip.durationSeconds).toBeCloseTo(8, 0)
  expect(seen.find((now) => now.playback)?.state).toBe('processing')
  expect(seen.some((now) => now.renditions.some((rung) => rung.percent > 0 && rung.percent < 100))).toBe(true)
  expect(clip.renditions.every((rung) => rung.state === 'ready')).toBe(true)
  expect(new Set(clip.renditions.map((rung) => rung.height))).toEqual(new Set([720, 480, 360, 240]))
})

test('every rendition plays to its end', async () => {
  const master = await (await fetch(media(clip.playback!.hls))).text()
  const uris = master.split('\n').filter((line) => line && !line.startsWith('#'))
  expect(uris).toHaveLength(clip.renditions.length)
  for (const uri of uris) {
    const counted = await frames(new URL(uri, media(clip.playback!.hls)).href)
    expect(counted).toBeGreaterThanOrEqual(8 * 30 - 1)
  }
})

test('poster, storyboard and original are there', async () => {
  const [, poster, storyboard, original] = doorsOf(clip).map(media)
  expect((await fetch(poster!)).headers.get('content-type')).toBe('image/jpeg')
  const vtt = await (await fetch(storyboard!)).text()
  const tile = /^(storyboard\.jpg)#xywh=/m.exec(vtt)?.[1]
  expect((await fetch(new URL(tile!, storyboard))).status).toBe(200)
  const download = await fetch(original!)
  expect(download.headers.get('content-disposition')).toContain(
    `filename*=UTF-8''Fog%20on%20the%20Br%C3%BCcke.mp4`,
  )
  const file = await readFile(join(folder, 'film.mp4'))
  expect(Buffer.from(await download.arrayBuffer()).equals(file)).toBe(true)
})

test('lists find it by text, tag, date and state', async () => {
  for (const query of ['?q=BRUCKE', '?tag=fog', '?state=ready', `?from=${clip.createdAt}`])
    expect(await titles(guest, footage, query)).toEqual(['Fog on the Brücke'])
  for (const query of ['?q=snow', '?tag=snow', '?state=failed', '?to=2020-01-01T00:00:00Z'])
    expect(await titles(guest, footage, query)).toEqual([])
})

test('members talk about it, guests listen', async () => {
  const comments = `${footage}/${clip.id}/comments`
  const said = await member.call('POST', comments, { body: 'Look at the lorry', at: 3 })
  expect(said).toMatchObject({ status: 201, body: { at: 3, author: { name: 'Mia' }, may: { delete: true } } })
  expect(await guest.call('POST', comments, { body: 'Me too' })).toMatchObject({ status: 401 })
  expect((await guest.call('GET', comments)).body.items).toMatchObject([
    { body: 'Look at the lorry', may: { delete: false } },
  ])
  expect(await titles(guest, footage, '?q=lorry')).toHaveLength(1)
  expect((await author.call('DELETE', `${comments}/${said.body.id}`)).status).toBe(403)
  expect((await owner.call('DELETE', `${comments}/${said.body.id}`)).status).toBe(204)
  expect(await read(guest, footage, clip.id)).toMatchObject({ commentCount: 0 })
})

test('an edit based on an old version is refused', async () => {
  const path = `${footage}/${clip.id}`
  const first = await author.call('PATCH', path, { title: 'Fog' }, { 'if-match': `"${clip.version}"` })
  expect(first).toMatchObject({ status: 200, body: { title: 'Fog', version: clip.version + 1 } })
  expect(first.headers.get('etag')).toBe(`"${clip.version + 1}"`)
  const second = await owner.call('PATCH', path, { title: 'Mist' }, { 'if-match': `"${clip.version}"` })
  expect(second).toMatchObject({ status: 412, body: { code: 'changed-meanwhile' } })
  expect((await member.call('PATCH', path, { title: 'Mine' })).status).toBe(403)
})

describe('what is not for everyone', () => {
  test('is refused at every side door within seconds of the change', async () => {
    const before = doorsOf(clip)
    expect(await statuses(before)).toEqual([200, 200, 200, 200])
    expect((await author.call('PATCH', `${footage}/${clip.id}`, { visibility: 'private' })).status).toBe(200)
    await until(async () => (await statuses(before)).every((status) => status === 404), { seconds: 10 })
    // What guests see may be a second old where nginx keeps it.
    await until(async () => (await guest.call('GET', `${footage}/${clip.id}`)).status === 404)
    await until(async () => (await guest.call('GET', `${footage}/${clip.id}/comments`)).status === 404)
    await until(async () => (await titles(guest, footage)).length === 0)

    for (const who of [guest, member]) {
      for (const path of ['', '/comments', '/events'])
        expect((await who.call('GET', `${footage}/${clip.id}${path}`)).status).toBe(404)
      expect(await titles(who, footage)).toEqual([])
    }
    for (const who of [author, owner]) {
      expect(await titles(who, footage)).toEqual(['Fog'])
      expect(await statuses(doorsOf(await read(who, footage, clip.id)))).toEqual([200, 200, 200, 200])
    }
  })

  test('a path does not open another clip, another version or anything beside its files', async () => {
    const { hls } = (await read(author, footage, clip.id)).playback!
    const [, , token] = hls.split('/') as [string, string, string]
    const parts = token.split('.')
    const forged = (index: number, part: string) => `/media/${parts.with(index, part).join('.')}/master.m3u8`
    const refused = await statuses([
      forged(
        2,
        clip.id.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
      ),
      forged(3, '9'),
      forged(4, 'zzzzzz'),
      `/media/${token}/..%2f..%2flonghouse.db`,
      `/media/${token}/original%2f..%2f..%2foriginal`,
    ])
    expect(refused.every((status) => status === 404 || status === 400)).toBe(true)
  })
})

test('encoding can be stopped, and one rung tried again', async () => {
  await film(join(folder, 'long.mp4'), { size: '1280x720', seconds: 20 })
  const { id } = await upload(author, footage, join(folder, 'long.mp4'))
  await until(
    async () => (await read(author, footage, id)).renditions.some((rung) => rung.percent > 0 && !rung.source),
    {
      seconds: 60,
    },
  )
  expect((await author.call('DELETE', `${footage}/${id}/processing`)).status).toBe(204)
  const stopped = await read(author, footage, id)
  expect(stopped.state).toBe('ready')
  expect(stopped.renditions.map((rung) => rung.state).toSorted()).toContain('cancelled')
  expect(await statuses([stopped.playback!.hls])).toEqual([200])

  const retried = await author.call('POST', `${footage}/${id}/processing`, { height: 240 })
  expect(retried).toMatchObject({ status: 202, body: { state: 'processing' } })
  const again = await ended(author, footage, id)
  expect(again.renditions.find((rung) => rung.height === 240)?.state).toBe('ready')
  expect(again.renditions.find((rung) => rung.height === 360)?.state).toBe('cancelled')
  expect((await author.call('DELETE', `${footage}/${id}?forever=true`)).status).toBe(204)
})

test('deleted, brought back, and deleted for good with every byte', async () => {
  const path = `${footage}/${clip.id}`
  const doors = doorsOf(await read(author, footage, clip.id))
  expect((await author.call('DELETE', path)).status).toBe(204)
  expect(await titles(author, footage)).toEqual([])
  expect(await titles(author, footage, '?deleted=true')).toEqual(['Fog'])
  expect(await titles(member, footage, '?deleted=true')).toEqual([])
  await until(async () => (await statuses(doors)).every((status) => status === 404), { seconds: 10 })

  expect((await author.call('POST', `${path}/restoration`)).status).toBe(200)
  expect(await titles(author, footage)).toEqual(['Fog'])

  expect((await author.call('DELETE', `${path}?forever=true`)).status).toBe(204)
  await until(async () => (await author.call('GET', path)).status === 404)
  expect((await house.stop('SIGTERM')).code).toBe(0)
  expect(await storedFiles(house)).toEqual({ keys: [], orphans: [] })
})
