import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { systemClock } from '../src/platform/clock.ts'
import type { Db } from '../src/platform/db/db.ts'
import { openCursors } from '../src/platform/http/cursors.ts'
import { newId } from '../src/platform/ids.ts'
import { platformMigrations } from '../src/platform/platform-migrations.ts'
import { openSearch } from '../src/platform/search/open-search.ts'
import type { Search, SearchEntry, SearchSource } from '../src/platform/search/search.ts'
import type { SearchTables } from '../src/platform/search/search-tables.ts'
import { openTestDb } from '../test/harness/open-test-db.ts'
import { quietLog } from '../test/harness/quiet.ts'

const notes = 100_000
const wordsEach = 80
const asks = 60

const spaceId = newId()
const accountId = newId()
/** In every second note, in three of all, and as far as it is typed. */
const words = { common: 'meeting', rare: 'zugspitze', prefix: 'gard' }

/** Notes of a long-lived space, searched as in the box: first page, snippets and all, against LIKE over the same rows. */
export const bench = {
  name: 'search',
  title: `Search over ${notes.toLocaleString('en')} notes of ${wordsEach} words in one space`,
  async run() {
    const place = await openTestDb([platformMigrations])
    const parts = {
      db: place.db,
      cursors: openCursors(Buffer.alloc(32)),
      clock: systemClock,
      log: quietLog(),
    }
    const search = await openSearch(parts)
    search.use(madeNotes())
    try {
      const started = performance.now()
      await search.rebuild()
      const perSecond = notes / ((performance.now() - started) / 1000)
      const rows = []
      for (const [name, word] of Object.entries(words)) {
        const ours = await p95(() => ask(search, word))
        const theirs = await p95(() => like(place.db, word))
        rows.push(
          { ...row(`p95 of a ${name} word, ms`, ours, 50) },
          { what: `the same by LIKE, ms`, value: theirs.toFixed(1) },
        )
      }
      const hostile = Math.max(...(await inTurn(nasty, (text) => timed(() => ask(search, text)))))
      rows.push(row('the worst of what is typed to hurt, ms', hostile, 200))
      return {
        rows: [{ what: 'notes indexed a second', value: perSecond.toFixed(0) }, ...rows],
      }
    } finally {
      await search.close()
      await place.close()
    }
  },
}

const nasty = [
  'a',
  'a e i o u m s t',
  '"meeting meeting meeting"',
  '"the garden of the meeting"',
  'meeting '.repeat(50),
  '-meeting',
  '-a -b -c m',
  'before:2001',
  'meeting before:2001',
  'meeting after:2001 before:2002-02',
  'has:link',
  'tag:nothing meeting',
  '* OR NOT NEAR(a b) ^"',
]

async function ask(search: Search, text: string): Promise<number> {
  const viewer = { sees: 'members', accountId } as const
  return (await search.find({ spaceId, viewer, text, limit: 20 })).items.length
}

const like = (db: Db, word: string) =>
  db
    .tables<SearchTables>()
    .read.selectFrom('search_entries')
    .selectAll()
    .where('space_id', '=', spaceId)
    .where((eb) =>
      eb.or([
        sql<boolean>`${eb.ref('title')} like ${`%${word}%`}`,
        sql<boolean>`${eb.ref('text')} like ${`%${word}%`}`,
      ]),
    )
    .orderBy('position', 'desc')
    .limit(20)
    .execute()

function row(what: string, value: number, most: number) {
  return { what, value: value.toFixed(1), target: `≤ ${most} ms`, ok: value <= most }
}

async function p95(work: () => Promise<unknown>): Promise<number> {
  const times = (await inTurn(Array.from({ length: asks }), () => timed(work))).toSorted((a, b) => a - b)
  return times[Math.floor(0.95 * (times.length - 1))]!
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  await wait(0)
  const started = performance.now()
  await work()
  return performance.now() - started
}

async function inTurn<I, R>(items: readonly I[], work: (item: I) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const item of items) results.push(await work(item))
  return results
}

/** Notes that are made as they are read: the same ones for the same number. */
function madeNotes(): SearchSource {
  const start = Date.UTC(2020, 0, 1)
  const ids = Array.from({ length: notes }, (_, n) => newId(start + n * 1_800_000))
  const numbers = new Map(ids.map((id, n) => [id, n]))
  return {
    kind: 'note',
    read: async (wanted) => wanted.map((id) => noteOf(numbers.get(id)!, id)),
    every: async (after, limit) => {
      const from = after === null ? 0 : numbers.get(after)! + 1
      return ids.slice(from, from + limit).map((id) => ({ id, spaceId }))
    },
  }
}

function noteOf(n: number, id: string): SearchEntry {
  const next = random(n)
  const text = Array.from(
    { length: wordsEach },
    () => vocabulary[Math.floor(next() ** 3 * vocabulary.length)]!,
  )
  if (n % 2 === 0) text[n % wordsEach] = words.common
  if (n % (notes / 3) < 1) text[5] = words.rare
  return {
    kind: 'note',
    id,
    spaceId,
    title: text.slice(0, 5).join(' '),
    tags: [`tag ${n % 40}`],
    text: text.join(' '),
    authorId: accountId,
    visibility: 'members',
    archived: false,
    has: n % 5 === 0 ? ['link'] : [],
    at: new Date(Date.UTC(2020, 0, 1) + n * 1_800_000).toISOString(),
  }
}

/** 20,000 words of two to four syllables; the first ones are used most. */
const vocabulary = [
  'the',
  'a',
  'of',
  'and',
  'to',
  'in',
  'is',
  'garden',
  'gardener',
  'with',
  'for',
  'on',
  'at',
  'be',
  ...makeWords(20_000),
]

function makeWords(count: number): string[] {
  const next = random(7)
  const pick = (from: string) => from[Math.floor(next() * from.length)]!
  const syllable = () => pick('bcdfghklmnprstvw') + pick('aeiou') + (next() < 0.4 ? pick('lnrst') : '')
  return Array.from({ length: count }, () =>
    Array.from({ length: 2 + Math.floor(next() * 3) }, syllable).join(''),
  )
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed + 0x9e3779b9
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
