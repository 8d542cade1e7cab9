import { expect, test } from 'vitest'
import { newId } from '../ids.ts'
import { lexemesOf, phraseText, tsqueryOf } from './postgres-lexemes.ts'
import type { SearchEntry } from './search.ts'

const entry = (more: Partial<SearchEntry>): SearchEntry => ({
  kind: 'note',
  id: newId(),
  spaceId: newId(),
  title: '',
  tags: [],
  text: '',
  authorId: newId(),
  visibility: 'members',
  archived: false,
  has: [],
  at: '2026-01-01T00:00:00.000Z',
  ...more,
})
const query = (words: string[][], prefix = false) =>
  tsqueryOf(
    {
      words: words.map((tokens) => ({ tokens, prefix })),
      without: [],
      terms: [['k_note']],
      withoutTerms: ['t_x'],
      kinds: ['note'],
    },
    false,
    ['#9.1', '#9.2'],
  )

test('a text of nothing but different words leaves room, and its title is not what is left out', () => {
  const text = Array.from({ length: 150_000 }, (_, n) => `ß${n.toString(36)}ü`).join(' ')
  const { lexemes } = lexemesOf(entry({ title: 'last words', text }))
  const bytes = lexemes.reduce((sum, lexeme) => sum + Buffer.byteLength(lexeme), 0)
  expect(bytes).toBeLessThan(2 ** 20 - 512)
  expect(lexemes).toEqual(expect.arrayContaining(['=last', 'words', 'wor*']))
})

test('what a query asks for, entries have', () => {
  const { lexemes, body } = lexemesOf(entry({ text: 'the new kitchen sink' }))
  const asked = query([['kitchen', 'sink'], ['new']])
  const wanted = [...asked.matchAll(/'([^']+)'/g)].map(([, lexeme]) => lexeme!)
  const words = wanted.filter((lexeme) => !/^[:#]/.test(lexeme))
  expect(words).toHaveLength(4)
  expect(lexemes).toEqual(expect.arrayContaining(words))
  expect(body).toContain(phraseText({ tokens: ['kitchen', 'sink'], prefix: false }))
  expect(query([['kitchen', 'si']], true)).toContain(`'si*'`)
  expect(query([['kitchen', 'sinks']], true)).toContain(`'sinks':*`)
})

test('words that stand apart do not make a pair', () => {
  const pairs = (text: string) => lexemesOf(entry({ text })).lexemes.filter((one) => one.startsWith('+'))
  expect(pairs('kitchen sink')).toHaveLength(1)
  expect(pairs('kitchen with sink')).not.toContain(pairs('kitchen sink')[0])
})
