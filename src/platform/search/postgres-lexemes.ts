import { createHash } from 'node:crypto'
import type { Word } from './query-grammar.ts'
import type { SearchEntry } from './search.ts'
import type { IndexQuery } from './search-index.ts'
import { termsOf } from './terms.ts'
import { tokenText } from './tokens.ts'

/**
 * Lexemes: what PostgreSQL's index knows of an entry. A token of its text is one as it stands; before that of a title or a tag there is one
 * more with `=`. The beginnings of up to three letters are lexemes of their own, with a `*` behind: too many words begin like that to be
 * collected. Two tokens side by side are one with a `+`, by a short digest: phrases of common words are seldom, and in scripts without
 * spaces every word is a phrase. Terms begin with `:`, blocks with `#` (postgres-blocks.ts). Tokens hold nothing but letters, digits
 * and `_`, so none is another.
 */
export type EntryLexemes = {
  lexemes: string[]
  /** Tokens between spaces, in which phrases are looked for: of title and tags, and of everything else. */
  named: string
  body: string
}

/** What a tsvector takes, in bytes (PostgreSQL: 2^20 for all lexemes), with room for the blocks. */
const mostBytes = 2 ** 20 - 1024
const shortest = 3

export function lexemesOf(entry: SearchEntry): EntryLexemes {
  const title = tokenText(entry.title)
  const tags = entry.tags.map(tokenText).join(' ')
  const body = tokenText(entry.text)
  const lexemes = new Set<string>()
  let room = mostBytes
  const add = (lexeme: string) => {
    if (lexemes.has(lexeme)) return
    room -= Buffer.byteLength(lexeme)
    if (room >= 0) lexemes.add(lexeme)
  }
  for (const term of termsOf(entry)) add(termLexeme(term))
  // What is named first: of a text that is too long the last words are left out.
  for (const text of [title, tags]) for (const token of tokensIn(text)) addToken(add, '=', token)
  for (const text of [title, tags, body]) {
    let before: string | null = null
    for (const token of tokensIn(text)) {
      addToken(add, '', token)
      if (before !== null) add(pairLexeme(before, token))
      before = token
    }
  }
  return { lexemes: [...lexemes], named: ` ${title} | ${tags} `, body: ` ${body} ` }
}

/** The query as a tsquery. It finds too much for phrases (`phrasesOf`), never too little. */
export function tsqueryOf(query: IndexQuery, named: boolean, blocks: readonly string[] | null): string {
  const must = [
    ...query.terms.map((group) => anyOf(group.map(termLexeme))),
    ...query.words.map((word) => wordQuery(word, named ? '=' : '')),
    ...(blocks ? [anyOf(blocks)] : []),
  ]
  const mustNot = [
    ...query.withoutTerms.map((term) => quoted(termLexeme(term))),
    ...query.without.filter((word) => !isPhrase(word)).map((word) => wordQuery(word, '')),
  ]
  return [...must, ...mustNot.map((one) => `!${one}`)].join(' & ')
}

/** A phrase as it stands in `named` or `body`. */
export const phraseText = ({ tokens, prefix }: Word): string => ` ${tokens.join(' ')}${prefix ? '' : ' '}`
export const isPhrase = ({ tokens }: Word): boolean => tokens.length > 1

const tokensIn = (text: string) => text.split(' ').filter((token) => token !== '')

function addToken(add: (lexeme: string) => void, mark: string, token: string): void {
  add(mark + token)
  let beginning = ''
  let letters = 0
  for (const letter of token) {
    beginning += letter
    add(`${mark}${beginning}*`)
    if (++letters === shortest) return
  }
}

function wordQuery({ tokens, prefix }: Word, mark: string): string {
  const last = tokens.at(-1)!
  const whole = tokens.slice(0, prefix ? -1 : undefined).map((token) => quoted(mark + token))
  if (prefix) whole.push(isShort(last) ? quoted(`${mark}${last}*`) : `${quoted(mark + last)}:*`)
  for (let at = 1; at < tokens.length - (prefix ? 1 : 0); at++)
    whole.push(quoted(pairLexeme(tokens[at - 1]!, tokens[at]!)))
  return `(${whole.join(' & ')})`
}

const isShort = (token: string) => Array.from(token).length <= shortest
const anyOf = (lexemes: readonly string[]) => `(${lexemes.map(quoted).join(' | ')})`
const quoted = (lexeme: string) => `'${lexeme}'`

/** Long ones by their digest: no term holds a `~`, so a digest is never another term. */
function termLexeme(term: string): string {
  if (term.length <= 20) return `:${term}`
  return `:${term.slice(0, 1)}~${createHash('sha256').update(term).digest('base64url').slice(0, 20)}`
}

/** FNV-1a, of which 16 bits are enough to leave few others: what stands in the text decides. */
function pairLexeme(first: string, second: string): string {
  let hash = 0x811c9dc5
  for (const text of [first, ' ', second])
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return `+${((hash ^ (hash >>> 16)) & 0xffff).toString(36)}`
}
