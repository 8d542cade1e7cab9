import type { Snippet } from '../../contract/search.ts'
import type { Word } from './query-grammar.ts'
import { foldText } from './fold-text.ts'
import { type Token, tokensOf } from './tokens.ts'

const around = 60
const longest = 220
const mostPieces = 64
/** How much of a text is looked through for its best passage, and in which steps; a passage may reach into the next one. */
const lookedThrough = 60_000
const step = 2000
const reach = 300
/** Steps that are looked at closely. */
const mostSteps = 8

/** The whole of a title, with what matched marked. */
export const markTitle = (title: string, words: readonly Word[]): Snippet =>
  pieces(title, hitsIn(tokensOf(title), words))

/** The passage of a text that holds most of the words, as it stands there, marked. Empty when none is in it. */
export function cutSnippet(text: string, words: readonly Word[]): Snippet {
  const part = bestPart(text, words)
  if (!part) return []
  const { start, body, hits } = part
  const first = hits[part.first]!.start
  const from = edge(body, Math.max(0, first - around), 1)
  const end = edge(body, Math.min(body.length, from + longest), -1)
  const to = from + body.slice(from, end).trimEnd().length
  const marked = pieces(
    body.slice(from, to),
    hits
      .filter((hit) => hit.start >= from && hit.end <= to)
      .map((hit) => ({ ...hit, start: hit.start - from, end: hit.end - from })),
  )
  const oneLine = marked.map((piece) => ({ ...piece, text: piece.text.replace(/\s+/g, ' ') }))
  if (start + from > 0) oneLine.unshift({ text: '… ', hit: false })
  if (start + to < text.trimEnd().length) oneLine.push({ text: ' …', hit: false })
  return oneLine.slice(0, mostPieces)
}

type Part = { start: number; body: string; hits: Hit[]; first: number; seen: number }

function bestPart(text: string, words: readonly Word[]): Part | null {
  let best: Part | null = null
  let left = mostSteps
  for (let at = 0; at < Math.min(text.length, lookedThrough) && left > 0; at += step) {
    const start = edge(text, at, 1)
    const body = text.slice(start, start + step + reach)
    // Cheap, and wrong only in seeing too much: folded text holds every token.
    const folded = foldText(body)
    const there = words.filter((word) => folded.includes(word.tokens[0]!)).length
    if (there <= (best?.seen ?? 0)) continue
    left--
    const hits = hitsIn(tokensOf(body), words)
    const { first, seen } = bestFirst(hits)
    if (seen > (best?.seen ?? 0)) best = { start, body, hits, first, seen }
    if (seen === words.length) break
  }
  return best
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

/** The hit from which on the most different words stand within one passage, and how many do. */
function bestFirst(hits: readonly Hit[]): { first: number; seen: number } {
  let best = { first: 0, seen: 0 }
  for (const [first, { start }] of hits.entries()) {
    const seen = new Set<number>()
    for (let at = first; at < hits.length && hits[at]!.end - start < longest - around; at++)
      seen.add(hits[at]!.word)
    if (seen.size > best.seen) best = { first, seen: seen.size }
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
