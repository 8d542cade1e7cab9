import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RealHouse, startHouse } from '../../../../test/uploads/start-house.ts'
import { ended, setUp, upload, type Visitor } from './club.ts'
import { ffmpeg, film } from './films.ts'
import { programsOf } from './programs.ts'
import { until } from '../../../../test/until.ts'
import { storedFiles } from './stored-files.ts'

let folder: string
let house: RealHouse
let owner: Visitor
let footage: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-hostile-'))
  house = await startHouse(join(folder, 'data'))
  ;({ owner, footage } = await setUp(house.origin))
})
afterAll(async () => {
  await house?.stop('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

const text = (content: string) => (path: string) => writeFile(path, content)
const secret = 'the diary of somebody else'

/** Files that say they are films, each with what makes it one to refuse. */
const files: [string, (path: string) => Promise<unknown>][] = [
  ['a single byte', text('x')],
  ['plain text', text('Dear club, '.repeat(500))],
  ['a page', text('<!doctype html><script>alert(1)</script>')],
  ['a drawing', text('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>')],
  ['an archive', text(`PK\u0003\u0004${'\0'.repeat(200)}`)],
  [
    'a playlist',
    text('#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n'),
  ],
  [
    'a list of files',
    (path) => writeFile(path, `ffconcat version 1.0\nfile ${join(folder, 'secret.txt')}\n`),
  ],
  [
    'a huge picture',
    (path) =>
      ffmpeg([
        '-f',
        'lavfi',
        '-i',
        'color=s=15000x15000',
        '-frames:v',
        '1',
        '-f',
        'image2',
        '-c:v',
        'png',
        path,
      ]),
  ],
  [
    'a film cut off before its index',
    async (path) => {
      await film(path)
      await truncate(path, 20_000)
    },
  ],
]

beforeAll(() => writeFile(join(folder, 'secret.txt'), secret))

test.each(files)('%s is refused in words, and given back on request', async (name, make) => {
  const path = join(folder, `${name}.mp4`)
  await make(path)
  const { id } = await upload(owner, footage, path, { title: name, visibility: 'public' })
  const clip = await ended(owner, footage, id, 20)
  expect(clip).toMatchObject({ state: 'failed', playback: null })
  expect(clip.failure!.code).toMatch(/^[a-z][a-z-]+$/)
  expect(clip.failure!.message).toMatch(/^[A-Z].*\. The file itself is kept/)
  expect(clip.failure!.message).not.toMatch(/ffmpeg|Error|\/|undefined/i)
  expect((await owner.fetch(clip.download!)).status).toBe(200)
})

test('none of them left a program or a file behind', async () => {
  await until(() => programsOf(house.pid).length === 0, { what: 'the end of all programs' })
  await house.stop('SIGTERM')
  const { keys, orphans } = await storedFiles(house)
  expect(orphans).toEqual([])
  expect(keys).toHaveLength(files.length)
  expect(keys.every((key) => key.endsWith('/original'))).toBe(true)
})
