import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openEarlyFetches } from './early-fetches.ts'

const id = '0198b0a6-32f5-7aaa-8000-5a1f00000001'
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-early-'))
  const pages = [
    { path: '^/notes$', scripts: ['/assets/notes-1.js'], data: '/spaces/:space/notes?limit=60' },
    { path: '^/notes/([^/]+)$', scripts: [], data: '/spaces/:space/notes/$1' },
  ]
  await writeFile(join(folder, 'first-pages.json'), JSON.stringify(pages))
})
afterEach(() => rm(folder, { recursive: true }))

const linksOf = async (url: string, slug: string | null = 'hall') =>
  (await openEarlyFetches(folder, async () => (slug === null ? null : { slug }))(url))
    .split(', ')
    .map((link) => /^<(.*)>; /.exec(link)?.[1])

test.each([
  ['/notes', ['/api/v1/welcome', '/assets/notes-1.js', '/api/v1/spaces/hall/notes?limit=60']],
  ['/s/club/notes', ['/api/v1/welcome', '/assets/notes-1.js', '/api/v1/spaces/club/notes?limit=60']],
  [`/notes/${id}`, ['/api/v1/welcome', `/api/v1/spaces/hall/notes/${id}`]],
  // A stream key is none.
  ['/notes/abcdefghjkmnpqrstuvwxyz234567892', ['/api/v1/welcome']],
  // A list that is filtered asks something else.
  ['/notes?tag=x', ['/api/v1/welcome', '/assets/notes-1.js']],
  ['/elsewhere', ['/api/v1/welcome']],
  ['/notes/a>;rel=x', ['/api/v1/welcome']],
])('%s is told with what it asks first', async (url, links) => {
  expect(await linksOf(url)).toEqual(links)
})

test('a house that is not set up has no space to ask for, one that is not built no pages', async () => {
  expect(await linksOf('/notes', null)).toEqual(['/api/v1/welcome', '/assets/notes-1.js'])
  await rm(join(folder, 'first-pages.json'))
  expect(await linksOf('/notes')).toEqual(['/api/v1/welcome'])
})
