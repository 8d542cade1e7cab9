import { newId } from '../../src/platform/ids.ts'
import type { SearchEntry, SearchSource } from '../../src/platform/search/search.ts'

const wordsEach = 80
export const accountId = newId()
/** The large space; every eleventh note is in one of ten small ones. */
export const spaceId = newId()
export const smallSpaces: readonly string[] = Array.from({ length: 10 }, () => newId())
/** In every second note, in three of all, and as far as it is typed. */
export const words = { common: 'meeting', rare: 'zugspitze', prefix: 'gard' }

/** Notes that are made as they are read: the same ones for the same number. */
export function madeNotes(notes: number): SearchSource {
  const start = Date.UTC(2020, 0, 1)
  const ids = Array.from({ length: notes }, (_, n) => newId(start + n * 1_800_000))
  const numbers = new Map(ids.map((id, n) => [id, n]))
  return {
    kind: 'note',
    read: async (wanted) => wanted.map((id) => noteOf(notes, numbers.get(id)!, id)),
    every: async (after, limit) => {
      const from = after === null ? 0 : numbers.get(after)! + 1
      return ids.slice(from, from + limit).map((id, n) => ({ id, spaceId: spaceOf(from + n) }))
    },
  }
}

const spaceOf = (n: number) => (n % 11 === 10 ? smallSpaces[n % 10]! : spaceId)

function noteOf(notes: number, n: number, id: string): SearchEntry {
  const next = random(n)
  const text = Array.from(
    { length: wordsEach },
    () => vocabulary[Math.floor(next() ** 3 * vocabulary.length)]!,
  )
  if (n % 2 === 0) text[n % wordsEach] = words.common
  if (n % Math.floor(notes / 3) === 1) text[5] = words.rare
  return {
    kind: 'note',
    id,
    spaceId: spaceOf(n),
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
