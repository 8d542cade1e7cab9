import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { setUp, startHouse } from '../../../../test/uploads/start-house.ts'
import { until } from '../../../../test/until.ts'
import type { Note, NoteExport } from '../contract/note.ts'
import { type Writer, writer } from './writers.ts'

const spaces = 500

/** A word of its own for each space, of letters only. */
const wordOf = (at: number) => `zq${Array.from(String(at), (digit) => 'abcdefghij'[Number(digit)]).join('')}x`
const planted = /zq[a-j]+x/g

type Place = { slug: string; word: string; id: string }

let folder: string
let house: Awaited<ReturnType<typeof startHouse>>
let who: Writer
let fetchAs: (path: string) => Promise<Response>
const places: Place[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-spaces-'))
  house = await startHouse(folder, { RATE_LIMIT: '1000000' })
  const headers = await setUp(house.origin)
  who = writer(house.origin, headers)
  fetchAs = (path) => fetch(new URL(path, house.origin), { headers })
  await eachSpace(async (at) => {
    places[at] = await plant(at)
  })
}, 300_000)
afterAll(async () => {
  await house?.stop('SIGTERM')
  await house?.clear()
  await rm(folder, { recursive: true, force: true })
})

/** A few at a time: the house has answers for several. */
async function eachSpace(work: (at: number) => Promise<void>): Promise<void> {
  const atOnce = 6
  const lane = async (first: number) => {
    for (let at = first; at < spaces; at += atOnce) await work(at)
  }
  await Promise.all(Array.from({ length: atOnce }, (_, first) => lane(first)))
}

/** A space with a note that says its word everywhere, and a link to a title that every space has. */
async function plant(at: number): Promise<Place> {
  const word = wordOf(at)
  const made = await who.call<{ slug: string }>('POST', '/spaces', { name: `Space ${word}` })
  expect(made.status).toBe(201)
  const notes = `/spaces/${made.body.slug}/notes`
  const body = `Only here: ${word}. See [[Start here]] and [[${wordOf((at + 1) % spaces)}]].`
  const { body: note } = await who.call<Note>('POST', notes, { title: word, body, tags: [word] })
  await who.call('POST', notes, { title: 'Start here', body: 'The common page', tags: ['common'] })
  return { slug: made.body.slug, word, id: note.id }
}

/** Planted words in an answer, other than the one that belongs there and the one its note links to. */
const strangers = (text: string, at: number): string[] =>
  [...text.matchAll(planted)]
    .map(([word]) => word)
    .filter((word) => word !== wordOf(at) && word !== wordOf((at + 1) % spaces))

test('a word planted in each of 500 spaces never surfaces in another', async () => {
  const surfaced: string[] = []
  await eachSpace(async (at) => {
    const { slug, word, id } = places[at]!
    const there = places[(at + 1) % spaces]!
    const base = `/spaces/${slug}`
    const look = async (path: string) => {
      const { status, body } = await who.call<unknown>('GET', `${base}${path}`)
      const text = JSON.stringify(body)
      for (const stranger of strangers(text, at)) surfaced.push(`${stranger} in ${slug}${path}`)
      return { status, text }
    }
    expect((await look('/notes')).text).toContain(word)
    expect((await look(`/notes?tag=${word}`)).text).toContain(id)
    // So many notes at once are in the index a moment later.
    await until(async () => (await look(`/search?q=${word}`)).text.includes(id), { what: 'the note' })
    expect((await look('/notes-tags')).text).toContain(word)
    expect((await look('/notes-tags?prefix=zq')).text).toContain(word)
    await look('/search?q=zq')
    await look('/notes?q=zq')
    // The other space's word is in no list, no tag, no link and no backlink here.
    for (const path of [
      `/notes?tag=${there.word}`,
      `/notes?q=tag:${there.word}`,
      `/search?q=tag:${there.word}`,
    ])
      expect((await look(path)).text).not.toContain(there.id)
    for (const path of ['', '/revisions', '/revisions/1', '/backlinks'])
      expect((await look(`/notes/${there.id}${path}`)).status).toBe(404)
    expect((await look(`/notes/${id}`)).text).not.toContain(there.id)
    expect((await look(`/notes/${id}/backlinks`)).text).not.toContain('zq')
  })
  expect(surfaced).toEqual([])
}, 300_000)

test('an export holds the words of its own space', async () => {
  for (const at of [0, 250, 499]) {
    const exports = `/spaces/${places[at]!.slug}/notes-exports`
    const { body: made } = await who.call<NoteExport>('POST', exports, { format: 'json' })
    const done = await until(
      async () => {
        const { body } = await who.call<NoteExport>('GET', `${exports}/${made.id}`)
        return body.state === 'done' ? body : null
      },
      { seconds: 60, what: 'the export' },
    )
    const text = await (await fetchAs(done.download!)).text()
    expect(text).toContain(places[at]!.word)
    expect(strangers(text, at)).toEqual([])
  }
})

test('a word that surfaced would be seen', () => {
  expect(strangers(`${wordOf(3)} ${wordOf(4)} ${wordOf(77)}`, 3)).toEqual([wordOf(77)])
})
