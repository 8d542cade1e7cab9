/** What the house has acknowledged, and what was found wrong with it. */
export type Ledger = {
  notes: Map<string, { title: string; lines: number }>
  clips: Map<string, { title: string; sha256: string }>
  /** Acknowledged and gone, in words. Must stay empty. */
  lost: string[]
  /** Done twice, in words. Must stay empty. */
  doubled: string[]
  /** Lists that did not show to a writer what it had written. Must stay empty. */
  stale: string[]
  /** Moments of acknowledged writes, milliseconds of `performance.now()`. */
  moments: number[]
}

export const newLedger = (): Ledger => ({
  notes: new Map(),
  clips: new Map(),
  lost: [],
  doubled: [],
  stale: [],
  moments: [],
})

/** The longest time without an acknowledged write from `since` on, in seconds. */
export function longestSilence({ moments }: Ledger, since: number, until: number): number {
  const inside = [since, ...moments.filter((at) => at > since && at < until), until]
  return Math.max(...inside.map((at, n) => at - (inside[n - 1] ?? since))) / 1000
}
