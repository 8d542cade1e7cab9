/** Numbers as people read them. */

/** 1 234 567 → `1.2 MB`. Decimal units, like the file managers of today. */
export function bytes(size: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = size < 1 ? 0 : Math.min(Math.floor(Math.log10(size) / 3), units.length - 1)
  const value = size / 1000 ** power
  return `${value.toFixed(power === 0 || value >= 100 ? 0 : 1)} ${units[power]}`
}

/** 3725 → `1:02:05`, 65 → `1:05`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  return (parts[0] === 0 ? parts.slice(1) : parts)
    .map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0')))
    .join(':')
}

/** 95 → `2 minutes`: how long something still takes. */
export function duration(seconds: number): string {
  const [unit, length] = spans.find(([, length]) => seconds >= length * 0.95) ?? (['second', 1] as const)
  const count = Math.max(1, Math.round(seconds / length))
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

/** `3 minutes ago`, `in 2 days`; `now` and `at` in milliseconds. */
export function ago(at: number, now: number): string {
  const seconds = (at - now) / 1000
  const [unit, length] = spans.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1]
  if (unit === 'second' && Math.abs(seconds) < 45) return seconds > 5 ? 'in a moment' : 'just now'
  const count = Math.round(Math.abs(seconds) / length)
  const [before, after] = calendar[unit] ?? []
  if (count === 1 && before && after) return seconds < 0 ? before : after
  const span = `${count} ${unit}${count === 1 ? '' : 's'}`
  return seconds < 0 ? `${span} ago` : `in ${span}`
}

// By hand: a first Intl.RelativeTimeFormat costs a phone 60 ms before it shows anything.
const calendar: Record<string, [before: string, after: string]> = {
  year: ['last year', 'next year'],
  month: ['last month', 'next month'],
  week: ['last week', 'next week'],
  day: ['yesterday', 'tomorrow'],
}
const spans = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const
