const lastDay = Date.UTC(9999, 11, 31)

/** A time of a contract as milliseconds since 1970. A leap second, which no clock here knows, is the second before it. */
export const instant = (time: string): number => Date.parse(time.replace(/:60(?=[.Z+-])/i, ':59'))

export const isoOf = (time: string): string => new Date(instant(time)).toISOString()

/** The day (UTC) of a time that is so many days later, `2026-01-31`; within the years that have four digits. */
export const dayOf = (time: string, daysLater = 0): string => {
  const day = instant(time) + daysLater * 86_400_000
  return new Date(Math.min(Math.max(day, 0), lastDay)).toISOString().slice(0, 10)
}
