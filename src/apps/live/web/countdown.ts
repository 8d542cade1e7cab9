import { duration } from '#web/ui/format.ts'

/** How long until then: `in 3 days`, from a day on `23:59:59`, `0:42`; null when the time has come. Both in milliseconds. */
export function countdown(at: number, now: number): string | null {
  const seconds = Math.ceil((at - now) / 1000)
  if (seconds <= 0) return null
  if (seconds >= 86_400) return `in ${duration(seconds)}`
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const two = (part: number) => String(part).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}
