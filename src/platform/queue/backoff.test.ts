import { expect, test } from 'vitest'
import { backoffSeconds } from './backoff.ts'

test('waits longer after each attempt, never more than fifteen minutes', () => {
  expect([1, 2, 3].map((attempt) => backoffSeconds(attempt, 5, 0))).toEqual([5, 20, 80])
  expect(backoffSeconds(50, 5, 1)).toBe(900)
})

test('spreads jobs that failed together', () => {
  expect(backoffSeconds(1, 10, 0.5)).toBe(12.5)
  const some = new Set(Array.from({ length: 20 }, () => backoffSeconds(1, 10)))
  expect(some.size).toBeGreaterThan(10)
})
