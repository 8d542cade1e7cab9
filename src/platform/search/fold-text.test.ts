import { expect, test } from 'vitest'
import { foldLine, foldText } from './fold-text.ts'

test.each([
  ['Übergang Straße', 'ubergang strasse'],
  ['ŁÓDŹ Øresund', 'lodz oresund'],
  ['İstanbul ısı', 'istanbul isi'],
  ['ﬁnal Ⅳ', 'final iv'],
  ['Дорога Ёлка', 'дорога елка'],
  ['مُحَمَّد', 'محمد'],
  ['がぎ ｶﾞ', 'がぎ ガ'],
  ['हिन्दी', 'हिन्दी'],
  ['한국', '한국'],
  ['\uD800', '\uFFFD'],
])('%s is compared as %s', (text, folded) => {
  expect(foldText(text)).toBe(folded)
  expect(foldText(folded)).toBe(folded)
})

test('a line has single spaces inside and none around', () => {
  expect(foldLine('  Spread\n\tÖut  ')).toBe('spread out')
  expect(foldLine(' \u00a0 ')).toBe('')
})
