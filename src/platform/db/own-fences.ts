import { type Fences, fenceSeconds, type Lsn } from './fences.ts'

export type OwnFences = Fences & {
  /** Those of the last minute. */
  all(): [key: string, lsn: Lsn][]
}

/** Fences that this process alone has raised. `now` in seconds. */
export function openOwnFences(now: () => number = () => performance.now() / 1000): OwnFences {
  const raised = new Map<string, { lsn: Lsn; until: number }>()
  const drop = () => {
    for (const [key, { until }] of raised) {
      if (until > now()) return
      raised.delete(key)
    }
  }
  return {
    async raise(keys, lsn) {
      for (const key of keys) {
        const before = raised.get(key)?.lsn ?? 0n
        // Taken out first, so that the map stays in the order of time.
        raised.delete(key)
        raised.set(key, { lsn: lsn > before ? lsn : before, until: now() + fenceSeconds })
      }
      drop()
      return true
    },
    async highest(keys) {
      drop()
      return highestOf(keys.map((key) => raised.get(key)?.lsn ?? null))
    },
    all() {
      drop()
      return [...raised].map(([key, { lsn }]) => [key, lsn])
    },
  }
}

const highestOf = (all: readonly (Lsn | null)[]): Lsn | null =>
  all.reduce((highest, one) => (highest === null || (one !== null && one > highest) ? one : highest), null)
