import { fromJson } from '../db/json.ts'
import type { Word } from './query-grammar.ts'
import type { EntryHead } from './search-index.ts'
import { tokenText } from './tokens.ts'

/** What decides the place of a match among the best. Higher scores first, then later times, then higher positions. */
export type Ranked = { score: number; at: string; position: number }

/** What only the index can tell of a match: it has all words as one phrase; it has the word that is still typed as a whole word. */
export type Traits = { phrase: ReadonlySet<number>; whole: ReadonlySet<number> }

/**
 * Title before tag before text, a whole word before the beginning of one, words side by side before words apart, newer before older.
 * The same score on every driver and at every time: pages go on from the last one shown.
 */
export function rank(heads: readonly EntryHead[], words: readonly Word[], traits: Traits): Ranked[] {
  return heads
    .map((head) => ({ score: scoreOf(head, words, traits), at: head.at, position: head.position }))
    .toSorted(inOrder)
}

export const inOrder = (a: Ranked, b: Ranked): number =>
  b.score - a.score || compare(b.at, a.at) || b.position - a.position

function scoreOf(head: EntryHead, words: readonly Word[], { phrase, whole }: Traits): number {
  if (words.length === 0) return 0
  const title = ` ${tokenText(head.title)} `
  const tags = fromJson(head.tags).map((tag) => ` ${tokenText(tag)} `)
  const all = words.flatMap((word) => word.tokens).join(' ')
  let score = 0
  for (const word of words) score += placeOf(title, 12, word) || bestOf(tags, 6, word) || 1
  if (title.trim() === all) score += 40
  else if (title.startsWith(` ${all} `)) score += 10
  if (words.length > 1 && title.includes(` ${all}`)) score += 8
  if (phrase.has(head.position)) score += 4
  if (whole.has(head.position)) score += 2
  return score
}

function bestOf(texts: readonly string[], worth: number, word: Word): number {
  return Math.max(0, ...texts.map((text) => placeOf(text, worth, word)))
}

function placeOf(text: string, worth: number, { tokens, prefix }: Word): number {
  const words = ` ${tokens.join(' ')}`
  if (text.includes(`${words} `)) return worth
  return prefix && text.includes(words) ? worth - 2 : 0
}

const compare = (a: string, b: string) => Number(a > b) - Number(a < b)
