import { expect, test } from 'vitest'
import { likePatterns } from './like-patterns.ts'

test('each word of a query is a pattern, with the wildcards of LIKE taken literally', () => {
  expect(likePatterns('Fog 100% a_b c\\d')).toEqual(['%fog%', '%100\\%%', '%a\\_b%', '%c\\\\d%'])
  expect(likePatterns('   ')).toEqual([])
})

test('a very long query costs no more than eight words', () => {
  expect(likePatterns('a '.repeat(100))).toHaveLength(8)
})
