import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mostCaptions } from '../contract/caption.ts'
import { author, guest, openTestFootage, other, owner } from './footage.fixture.ts'
import { captionFile, captionKey } from './caption-files.ts'
import { viewCaptions } from './clip-view.ts'

let house: Awaited<ReturnType<typeof openTestFootage>>
beforeAll(async () => {
  house = await openTestFootage()
})
afterAll(() => house.close())

const english = { language: 'en', label: 'English', text: '1\n00:00:01,000 --> 00:00:02,000\nFog\n' }
const clipOf = async (visibility: 'public' | 'private' = 'public') =>
  (await house.bring(author, { visibility })).id
const captionsOf = async (id: string) => viewCaptions(await house.clip(id), house.signedPaths)
const open = (id: string, caption: string, version = 1) =>
  house.door.resolve({ purpose: 'footage', object: id, version }, captionFile(caption))

test('what was added is told with the clip and served as WebVTT; removed, it is gone', async () => {
  const id = await clipOf()
  const { id: caption } = await house.captions.add(author, id, english)
  const [shown, ...more] = await captionsOf(id)
  expect(more).toEqual([])
  expect(shown).toMatchObject({ id: caption, language: 'en', label: 'English' })
  expect(shown!.url.endsWith(`/captions/${caption}.vtt`)).toBe(true)
  const file = (await open(id, caption))!
  expect(file).toMatchObject({ contentType: 'text/vtt; charset=utf-8', cache: 'public' })
  expect(await text(await house.storage.get(file.key))).toBe('WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nFog\n')
  await house.captions.remove(author, id, caption)
  expect(await captionsOf(id)).toEqual([])
  expect(await open(id, caption)).toBeNull()
  expect(await house.storage.stat(captionKey(id, caption))).toBeNull()
  await expect(house.captions.remove(author, id, caption)).rejects.toMatchObject({ code: 'not-found' })
})

test('a private clip has private captions, and their paths end with its visibility', async () => {
  const id = await clipOf()
  const { id: caption } = await house.captions.add(author, id, english)
  await house.clips.edit(author, id, { visibility: 'private' }, null)
  expect(await open(id, caption, 1)).toBeNull()
  expect(await open(id, caption, 2)).toMatchObject({ cache: 'revalidate' })
  await house.clips.remove(author, id, false)
  for (const version of [1, 2, 3]) expect(await open(id, caption, version)).toBeNull()
})

test('only those who may edit the clip add and remove; nothing is left in storage', async () => {
  const [id, hidden] = [await clipOf(), await clipOf('private')]
  const { id: caption } = await house.captions.add(owner, id, english)
  for (const who of [other, guest]) {
    await expect(house.captions.add(who, id, english)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(house.captions.add(who, hidden, english)).rejects.toMatchObject({ kind: 'missing' })
    await expect(house.captions.remove(who, id, caption)).rejects.toMatchObject({ code: 'forbidden' })
  }
  await house.clips.remove(author, id, false)
  await expect(house.captions.add(author, id, { ...english, label: 'x' })).rejects.toMatchObject({
    code: 'deleted',
  })
  await expect(house.captions.remove(author, id, caption)).rejects.toMatchObject({ code: 'deleted' })
  expect(await house.orphans()).toEqual([])
})

test('twenty at most, each language and name once, also when two come at once', async () => {
  const id = await clipOf()
  const twice = await Promise.allSettled([1, 2].map(() => house.captions.add(author, id, english)))
  expect(twice.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  await expect(house.captions.add(author, id, english)).rejects.toMatchObject({ code: 'same-captions' })
  for (let at = 1; at < mostCaptions; at++)
    await house.captions.add(author, id, { ...english, label: `English ${at}` })
  await expect(house.captions.add(author, id, { ...english, language: 'de' })).rejects.toMatchObject({
    code: 'too-many-captions',
  })
  expect(await captionsOf(id)).toHaveLength(mostCaptions)
  expect(await house.orphans()).toEqual([])
})

test('what cannot be read leaves nothing behind', async () => {
  const id = await clipOf()
  const before = await house.keys()
  await expect(house.captions.add(author, id, { ...english, text: 'prose' })).rejects.toMatchObject({
    code: 'bad-captions',
    errors: [{ path: 'text', message: 'Line 1 belongs to no time.' }],
  })
  expect(await house.keys()).toEqual(before)
})
