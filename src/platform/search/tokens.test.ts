import { expect, test } from 'vitest'
import { exactToken, tokensOf, tokenText } from './tokens.ts'

test.each([
  ['Don’t-stop, e-mail_me', 'don t stop e mail_me'],
  ['東京都2026年', '東 京 都 2026 年'],
  ['ภาษา', 'ภ า ษ า'],
  ['½ ﷺ', '1 2 صلى الله عليه وسلم'],
  ['😀👩‍👩‍👧 \0\n', ''],
  ['A'.repeat(100), 'a'.repeat(64)],
])('%s has the tokens %s', (text, tokens) => {
  expect(tokenText(text)).toBe(tokens)
})

test('tokens know where they stand in the original', () => {
  const text = 'Das Cafe\u0301, 東京 ½!'
  expect(tokensOf(text).map(({ start, end }) => text.slice(start, end))).toEqual([
    'Das',
    'Cafe\u0301',
    '東',
    '京',
    '½',
    '½',
  ])
})

test('exact tokens of different values differ and hold nothing that ends them', () => {
  const values = ['a b', 'a_b', 'a-b', 'ab', 'A b', 'a  b', 'a', '"', '" OR "', 'ä b', 'a_20_b', 'a\0b', '']
  const tokens = values.map(exactToken)
  expect(new Set(tokens).size).toBe(values.length)
  for (const token of tokens) expect(token).toMatch(/^[a-z0-9_\u0080-\uffff]*$/)
})
