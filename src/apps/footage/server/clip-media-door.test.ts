import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../../../test/until.ts'
import { downloadName } from './clip-media-door.ts'
import { author, openTestFootage } from './footage.fixture.ts'

let house: Awaited<ReturnType<typeof openTestFootage>>
let id: string
beforeAll(async () => {
  house = await openTestFootage()
  id = (await house.bring(author, { title: 'Fog: part 1/2', visibility: 'public' })).id
  await house.work()
  await until(async () => (await house.clip(id)).state === 'ready')
})
afterAll(() => house.close())

const open = (file: string, version = 1) =>
  house.door.resolve({ purpose: 'footage', object: id, version }, file)
const read = async (key: string) => text(await house.storage.get(key))

test('every file of a clip has its place', async () => {
  const master = (await open('master.m3u8'))!
  expect(master).toMatchObject({ contentType: 'application/vnd.apple.mpegurl', cache: 'revalidate' })
  const uris = master
    .body!.toString()
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
  expect(uris).toHaveLength(2)
  for (const uri of uris) {
    const playlist = (await open(uri))!
    expect(playlist.cache).toBe('public')
    expect(uri.endsWith(await read(playlist.key))).toBe(true)
    expect(await open(uri.replace('.m3u8', '.mp4'))).toMatchObject({ contentType: 'video/mp4' })
  }
  expect(await open('poster.jpg')).toMatchObject({ contentType: 'image/jpeg' })
  for (const file of ['poster-480.webp', 'poster-960.webp']) {
    const picture = await open(file)
    expect(picture).toMatchObject({ contentType: 'image/webp' })
    expect(await read(picture!.key)).toBe(file)
  }
  expect(await open('storyboard.jpg')).toMatchObject({ contentType: 'image/jpeg' })
  expect(await open('storyboard.vtt')).toMatchObject({ contentType: 'text/vtt; charset=utf-8' })
  expect(await open('original')).toMatchObject({
    contentType: 'application/octet-stream',
    downloadName: 'Fog part 1 2.mp4',
  })
})

test('nothing else is there', async () => {
  const [rung] = await house.rungs(id)
  for (const file of [
    '',
    'x',
    'original/../original',
    '../original',
    `${rung!.id}/`,
    `${rung!.id}/../poster.jpg`,
    'toString',
  ])
    expect(await open(file)).toBeNull()
})

test('a change of visibility and a deletion end every door at once', async () => {
  const files = [
    'master.m3u8',
    'poster.jpg',
    'poster-480.webp',
    'storyboard.jpg',
    'storyboard.vtt',
    'original',
  ]
  await house.clips.edit(author, id, { visibility: 'private' }, null)
  for (const file of files) expect(await open(file, 1)).toBeNull()
  for (const file of files) expect(await open(file, 2)).toMatchObject({ cache: 'revalidate' })
  await house.clips.remove(author, id, false)
  for (const version of [1, 2, 3]) for (const file of files) expect(await open(file, version)).toBeNull()
})

test.each([
  ['../../etc/passwd', 'x.mp4', 'etc passwd.mp4'],
  ['"quoted"\r\nheader: x', 'x.MOV', 'quoted header x.MOV'],
  ['...', 'no-ending', 'clip'],
  ['Schöne Fahrt', 'a.b/c', 'Schöne Fahrt'],
  ['right\u202egnp.exe', 'x.mp4', 'right gnp.exe.mp4'],
])('%s is saved as %s', (title, file, name) => {
  expect(downloadName(title, file)).toBe(name)
})
