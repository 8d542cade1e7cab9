import { expect, test } from 'vitest'
import { foldText, likePatterns } from './fold-text.ts'

test.each([
  ['Übergang Straße', 'ubergang strasse'],
  ['ŁÓDŹ  Øresund', 'lodz oresund'],
  ['İstanbul ısı', 'istanbul isi'],
  ['ﬁnal Ⅳ', 'final iv'],
  ['東京 Дорога', '東京 дорога'],
  ['  spread\n\tout  ', 'spread out'],
])('%s is compared as %s', (text, folded) => {
  expect(foldText(text)).toBe(folded)
})

test('each word of a query is a pattern, with the wildcards of LIKE taken literally', () => {
  expect(likePatterns('Fog 100% a_b c\\d')).toEqual(['%fog%', '%100\\%%', '%a\\_b%', '%c\\\\d%'])
  expect(likePatterns('   ')).toEqual([])
})

test('a very long query costs no more than eight words', () => {
  expect(likePatterns('a '.repeat(100))).toHaveLength(8)
})
