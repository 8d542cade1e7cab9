/**
 * Seconds to wait before the next attempt: `first`, then four times as long each time, at most ten minutes, and up to half of
 * it more by chance, so that jobs that failed together do not come back together. `chance` is 0–1.
 */
export function backoffSeconds(attempt: number, first: number, chance = Math.random()): number {
  return Math.min(600, first * 4 ** (attempt - 1)) * (1 + chance / 2)
}
