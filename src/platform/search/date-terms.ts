/**
 * Dates as terms, so that `before:` and `after:` are looked up like words instead of compared match by match: an entry has one term for its
 * day, month, year, decade, century and millennium, and a span of time is the few terms that cover it exactly.
 */

/** Terms of the day of an ISO time. */
export const dateTerms = (at: string): string[] => {
  const day = digits(at)
  return levels.map((length) => termOf(day.slice(0, length)))
}

/** Terms of which every day from `after` on and before `before` has exactly one. Both are midnights; null is open. */
export function spanTerms(after: string | null, before: string | null): string[] {
  const from = after === null ? '00000000' : digits(after)
  const to = before === null ? '99999999' : digits(before)
  const cover = (start: string): string[] => {
    if (start.padEnd(8, '9') < from || start.padEnd(8, '0') >= to) return []
    if (start.padEnd(8, '0') >= from && start.padEnd(8, '9') < to) return [termOf(start)]
    return children(start).flatMap(cover)
  }
  return children('').flatMap(cover)
}

/** Digits of `YYYYMMDD` that make a millennium, century, decade, year, month and day. */
const levels = [1, 2, 3, 4, 6, 8]

function children(start: string): string[] {
  if (start.length < 4) return numbers(0, 9).map((digit) => start + digit)
  if (start.length === 8) return []
  return numbers(1, start.length === 4 ? 12 : 31).map((number) => start + String(number).padStart(2, '0'))
}

const numbers = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, n) => first + n)
const digits = (iso: string) => iso.slice(0, 10).replaceAll('-', '')
const termOf = (start: string) => `d_${start}`
