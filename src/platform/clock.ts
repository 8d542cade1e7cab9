/** The time as rules see it. Tests hand in their own; deadlines and durations use `process.hrtime` and never jump. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** ISO 8601, UTC. */
  iso(offsetSeconds?: number): string
}

export const systemClock: Clock = {
  now: () => Date.now(),
  iso: (offsetSeconds = 0) => new Date(Date.now() + offsetSeconds * 1000).toISOString(),
}
