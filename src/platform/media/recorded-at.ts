import type { Answer } from './ffprobe-answer.ts'

const oldest = Date.UTC(1990, 0, 1)
const dayMs = 86_400_000

/**
 * When it was filmed, ISO 8601 UTC: Apple's tag carries the time zone, `creation_time` is UTC. Null when absent or
 * absurd (a camera whose clock was never set says 1904 or 1970, a wrong one says tomorrow). `now` in milliseconds.
 */
export function readRecordedAt({ format, streams }: Answer, now: number): string | null {
  const told = [
    format.tags?.['com.apple.quicktime.creationdate'],
    format.tags?.creation_time,
    ...streams.map((stream) => stream.tags?.creation_time),
  ]
  for (const text of told) {
    const time = text === undefined ? Number.NaN : Date.parse(withZone(text))
    if (time >= oldest && time <= now + dayMs) return new Date(time).toISOString()
  }
  return null
}

/** `2024-05-01T10:00:00+0200` and times without a zone, which are UTC, as Date.parse reads them everywhere. */
function withZone(text: string): string {
  const iso = text
    .trim()
    .replace(' ', 'T')
    .replace(/([+-]\d\d)(\d\d)$/, '$1:$2')
  return /(Z|[+-]\d\d:\d\d)$/.test(iso) ? iso : `${iso}Z`
}
