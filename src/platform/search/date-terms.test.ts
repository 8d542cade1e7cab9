import { expect, test } from 'vitest'
import { dateTerms, spanTerms } from './date-terms.ts'

const day = (text: string) => `${text}T00:00:00.000Z`

test.each([
  [null, '2026-03-15'],
  ['2026-03-15', null],
  ['2024-02-29', '2024-03-01'],
  ['2025-11-30', '2026-02-01'],
  ['1999-12-31', '2000-01-01'],
  ['2026-01-01', '2026-01-01'],
  ['2026-01-02', '2026-01-01'],
  ['0001-01-01', '9999-12-31'],
])('from %s to %s every day inside has exactly one term, none outside has any', (after, before) => {
  const span = new Set(spanTerms(after && day(after), before && day(before)))
  expect(span.size).toBeLessThan(150)
  const days = Array.from({ length: 900 }, (_, n) => new Date(Date.UTC(2023, 10, 1) + n * 86_400_000))
  const edges = [after, before].flatMap((edge) => (edge === null ? [] : around(new Date(day(edge)))))
  const wrong: string[] = []
  for (const date of [...days, ...edges]) {
    const iso = date.toISOString()
    const inside = (after === null || iso >= day(after)) && (before === null || iso < day(before))
    if (dateTerms(iso).filter((term) => span.has(term)).length !== (inside ? 1 : 0)) wrong.push(iso)
  }
  expect(wrong).toEqual([])
})

const around = (date: Date) =>
  [-86_400_000, 0, 86_399_999]
    .map((ms) => new Date(date.getTime() + ms))
    .filter((one) => one.getUTCFullYear() > 0)
