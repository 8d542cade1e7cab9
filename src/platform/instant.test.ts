import { expect, test } from 'vitest'
import { dayOf, instant, isoOf } from './instant.ts'

test('every time that a contract takes is a moment', () => {
  expect(isoOf('2016-12-31T23:59:60Z')).toBe('2016-12-31T23:59:59.000Z')
  expect(isoOf('2016-12-31T23:59:60.5+01:00')).toBe('2016-12-31T22:59:59.500Z')
  expect(instant('2026-01-01t00:00:00z')).toBe(Date.UTC(2026, 0, 1))
  expect(isoOf('0000-01-01T00:00:00Z')).toBe('0000-01-01T00:00:00.000Z')
})

test('and has a day', () => {
  expect(dayOf('2026-01-31T23:59:59+01:00')).toBe('2026-01-31')
  expect(dayOf('2026-01-31T00:00:00Z', 1)).toBe('2026-02-01')
  expect(dayOf('9999-12-31T23:59:59Z', 1)).toBe('9999-12-31')
  expect(dayOf('0000-01-01T00:00:00Z')).toBe('1970-01-01')
})
