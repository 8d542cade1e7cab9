import { foldText } from './fold-text.ts'
import { tokensOf } from './tokens.ts'

/** One word or phrase of a query. A word that the index takes apart (`e-mail`, a run of ideographs) is a phrase of its tokens. */
export type Word = {
  tokens: string[]
  /** Its last token may be the beginning of one: somebody is still typing it. */
  prefix: boolean
}
export type Filter = { not: boolean; name: 'tag' | 'has' | 'from'; value: string }

export type SearchQuery = {
  /** A match has all of them. */
  words: Word[]
  /** And none of these. */
  without: Word[]
  filters: Filter[]
  /** ISO times: `after` ≤ at < `before`. */
  after: string | null
  before: string | null
  archive: boolean
}

/** More of each is left out: nobody types that many, and each costs. */
const most = { words: 10, phrases: 5, without: 6, filters: 8, tokens: 12 }
const mostCharacters = 400
export const traits = ['image', 'file', 'link', 'task'] as const

/**
 * What a person typed as a query. Anything is one: what is no filter is a word, a quote that is not closed ends with the text, and a
 * filter that has no value yet asks for nothing. Never throws.
 *
 * words (all must be there) · "a phrase" · -word · tag:x #x · has:image|file|link|task · before:2026-01-31 after:2026-01 (days,
 * months or years, UTC; `after` takes its day in, `before` leaves it out) · in:archive · from:name from:me · `-` also before a filter
 */
export function parseQuery(text: string): SearchQuery {
  const query: SearchQuery = {
    words: [],
    without: [],
    filters: [],
    after: null,
    before: null,
    archive: false,
  }
  const typed = text
    .slice(0, mostCharacters)
    .toWellFormed()
    .replace(/[“”„«»]/g, '"')
  let last: Word | null = null
  for (const match of typed.matchAll(clauses)) {
    const { minus, name, value = '', hash, quoted, closing, plain = '' } = match.groups!
    const not = minus === '-'
    last = null
    if (name !== undefined && takeFilter(query, not, name.toLowerCase(), unquoted(value))) continue
    if (hash !== undefined && takeFilter(query, not, 'tag', hash)) continue
    const word = wordOf(quoted ?? (name === undefined ? (hash ?? plain) : `${name} ${value}`))
    if (!word) continue
    if (not) {
      if (query.without.length < most.without) query.without.push(word)
    } else if (hasRoom(query, word)) {
      query.words.push(word)
      if (closing !== '"') last = word
    }
  }
  if (last) last.prefix = true
  return query
}

/** Whether the query asks for nothing at all. */
export const asksNothing = (query: SearchQuery): boolean =>
  query.words.length + query.without.length + query.filters.length === 0 &&
  query.after === null &&
  query.before === null &&
  !query.archive

/** A `-` says no only after a space: inside words it is part of them. */
const clauses =
  /(?<minus>(?<!\S)-)?(?:(?<name>tag|has|before|after|in|from):(?<value>"[^"]*"?|[^\s"]*)|#(?<hash>[^\s"#]+)|"(?<quoted>[^"]*)(?<closing>"?)|(?<plain>[^\s"]+))/giu

const unquoted = (value: string) => value.replaceAll('"', '').trim()

/** False when it is no filter after all, but words. */
function takeFilter(query: SearchQuery, not: boolean, name: string, value: string): boolean {
  if (value === '') return true
  if (name === 'tag' || name === 'from') return addFilter(query, { not, name, value: foldText(value) })
  if (name === 'has') {
    const trait = foldText(value).replace(/s$/, '')
    return traits.some((one) => one === trait) && addFilter(query, { not, name, value: trait })
  }
  if (name === 'in') {
    if (foldText(value) !== 'archive') return false
    query.archive = !not
    return true
  }
  const time = startOf(value)
  if (time === null || not) return false
  if (name === 'after') query.after = query.after !== null && query.after > time ? query.after : time
  else query.before = query.before !== null && query.before < time ? query.before : time
  return true
}

function addFilter(query: SearchQuery, filter: Filter): true {
  if (query.filters.length < most.filters) query.filters.push(filter)
  return true
}

/** When a day, month or year begins; null for what is none. */
function startOf(value: string): string | null {
  const match = /^(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?$/.exec(value)
  if (!match) return null
  const [year, month, day] = [Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1)]
  const date = new Date(Date.UTC(2000, month - 1, day))
  date.setUTCFullYear(year)
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return real ? date.toISOString() : null
}

const hasRoom = ({ words }: SearchQuery, { tokens }: Word): boolean =>
  words.length < most.words &&
  (tokens.length === 1 || words.filter((word) => word.tokens.length > 1).length < most.phrases)

function wordOf(text: string): Word | null {
  const tokens = tokensOf(text)
    .slice(0, most.tokens)
    .map((token) => token.text)
  return tokens.length === 0 ? null : { tokens, prefix: false }
}
