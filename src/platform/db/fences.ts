/** A place in the write-ahead log of PostgreSQL: it only grows. */
export type Lsn = bigint

/**
 * How far replicas must have come before they may answer somebody: behind everything that the account, or anybody in the space at
 * hand, has written. Kept for a minute; a replica that is further behind is not asked at all.
 */
export interface Fences {
  /** After a commit, before it is told. Never throws and does not wait for long. */
  raise(keys: readonly string[], lsn: Lsn): Promise<void>
  /** The highest of them; null when none was raised lately; 'unknown' when that cannot be told now: the primary answers then. */
  highest(keys: readonly string[]): Promise<Lsn | null | 'unknown'>
}

export const fenceSeconds = 60

/** Fences of a house that is one process. */
export function openMemoryFences(now: () => number = () => performance.now() / 1000): Fences {
  const raised = new Map<string, { lsn: Lsn; until: number }>()
  const drop = () => {
    for (const [key, { until }] of raised) {
      if (until > now()) return
      raised.delete(key)
    }
  }
  return {
    async raise(keys, lsn) {
      drop()
      for (const key of keys) {
        const before = raised.get(key)?.lsn ?? 0n
        // Taken out first, so that the map stays in the order of time.
        raised.delete(key)
        raised.set(key, { lsn: lsn > before ? lsn : before, until: now() + fenceSeconds })
      }
    },
    async highest(keys) {
      const known = keys.flatMap((key) => {
        const fence = raised.get(key)
        return fence && fence.until > now() ? [fence.lsn] : []
      })
      return known.length > 0 ? known.reduce((a, b) => (a > b ? a : b)) : null
    },
  }
}
