import type { Lsn } from './fences.ts'

/** Tells how far behind a replica is, by when the primary was where the replica is now: no clock of another machine is asked. */
export interface ReplicaLag {
  /** The primary is here now. */
  saw(lsn: Lsn): void
  /** Other processes have seen it here lately. */
  heard(lsn: Lsn): void
  /** Seconds; null for further behind than is known. */
  of(replayed: Lsn): number | null
}

const keptSeconds = 300

/** `now` in seconds. */
export function openReplicaLag(now: () => number = () => performance.now() / 1000): ReplicaLag {
  const seen: { lsn: Lsn; first: number; last: number }[] = []
  const saw = (lsn: Lsn) => {
    const latest = seen.at(-1)
    if (latest?.lsn === lsn) latest.last = now()
    else seen.push({ lsn, first: now(), last: now() })
    while (seen.length > 1 && seen[0]!.last < now() - keptSeconds) seen.shift()
  }
  return {
    saw,
    heard(lsn) {
      if (lsn >= (seen.at(-1)?.lsn ?? 0n)) saw(lsn)
    },
    of(replayed) {
      const latest = seen.at(-1)
      const reached = seen.findLastIndex((one) => one.lsn <= replayed)
      if (!latest || reached < 0) return null
      // What it has not replayed was written after the last look at which the primary was no further.
      return latest.last - seen[reached]!.last
    },
  }
}
