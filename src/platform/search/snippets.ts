import type { Snippet } from '../../contract/search.ts'
import type { Word } from './query-grammar.ts'
import { type Token, tokensOf } from './tokens.ts'

const around = 60
const longest = 220
const mostPieces = 64
/** How much of a text is looked through for its best passage. */
const lookedThrough = 100_000

/** The whole of a title, with what matched marked. */
export const markTitle = (title: string, words: readonly Word[]): Snippet =>
  pieces(title, hitsIn(tokensOf(title), words))

/** The passage of a text that holds most of the words, as it stands there, marked. Empty when none is in it. */
export function cutSnippet(text: string, words: readonly Word[]): Snippet {
  const head = text.slice(0, lookedThrough)
  const hits = hitsIn(tokensOf(head), words)
  if (hits.length === 0) return []
  const first = bestFirst(hits)
  const from = edge(head, Math.max(0, hits[first]!.start - around), 1)
  const to = edge(head, Math.min(head.length, from + longest), -1)
  const inside = hits.filter((hit) => hit.start >= from && hit.end <= to)
  const passage = text.slice(from, to)
  const marked = pieces(
    passage,
    inside.map(({ start, end, word }) => ({ start: start - from, end: end - from, word })),
  )
  const oneLine = marked.map((piece) => ({ ...piece, text: piece.text.replace(/\s+/g, ' ') }))
  if (from > 0) oneLine.unshift({ text: '… ', hit: false })
  if (to < text.length) oneLine.push({ text: ' …', hit: false })
  return oneLine.slice(0, mostPieces)
}

type Hit = { start: number; end: number; word: number }

function hitsIn(tokens: readonly Token[], words: readonly Word[]): Hit[] {
  const hits: Hit[] = []
  for (let at = 0; at < tokens.length; at++)
    for (const [index, word] of words.entries()) {
      if (!stands(tokens, at, word)) continue
      const last = tokens[at + word.tokens.length - 1]!
      hits.push({ start: tokens[at]!.start, end: last.end, word: index })
    }
  return hits
}

function stands(tokens: readonly Token[], at: number, { tokens: wanted, prefix }: Word): boolean {
  return wanted.every((text, index) => {
    const token = tokens[at + index]
    if (!token) return false
    return prefix && index === wanted.length - 1 ? token.text.startsWith(text) : token.text === text
  })
}

/** The hit from which on the most different words stand within one passage. */
function bestFirst(hits: readonly Hit[]): number {
  let best = 0
  let most = 0
  for (const [index, first] of hits.entries()) {
    const seen = new Set<number>()
    for (let at = index; at < hits.length && hits[at]!.end - first.start < longest - around; at++)
      seen.add(hits[at]!.word)
    if (seen.size <= most) continue
    best = index
    most = seen.size
  }
  return best
}

/** The next place between words from `at` on in a direction, unless it is far. */
function edge(text: string, at: number, step: 1 | -1): number {
  if (at === 0 || at === text.length) return at
  for (let moved = 0; moved < 20; moved++)
    if (/\s/.test(text[at + moved * step - 1] ?? ' ')) return at + moved * step
  return isLow(text.charCodeAt(at)) ? at + step : at
}

const isLow = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff

function pieces(text: string, hits: readonly Hit[]): Snippet {
  const cut: Snippet = []
  let at = 0
  const add = (to: number, hit: boolean) => {
    if (to > at) cut.push({ text: text.slice(at, to), hit })
    at = Math.max(at, to)
  }
  for (const { start, end } of hits) {
    if (end <= at) continue
    if (cut.length >= mostPieces - 4) break
    add(Math.max(start, at), false)
    add(end, true)
  }
  add(text.length, false)
  return cut
}
