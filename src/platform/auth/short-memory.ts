/**
 * Rows remembered for a moment, for the path that every request takes. Two seconds bound how long a revocation can go unseen
 * when no message about it arrives (another process, a lost message); one row read in two seconds costs nothing.
 */
export const memorySeconds = 2
const capacity = 10_000

export interface ShortMemory<V> {
  get(key: string): V | undefined
  /** Taken before a read and given to `set`: what was forgotten since then is not remembered, so a late read cannot undo a revocation. */
  moment(): number
  /** For `milliseconds`, when the value is not quite fresh. */
  set(key: string, value: V, since: number, milliseconds?: number): void
  forget(which: (value: V) => boolean): void
}

export function shortMemory<V>(seconds = memorySeconds): ShortMemory<V> {
  const entries = new Map<string, { value: V; until: number }>()
  let forgotten = 0
  return {
    get(key) {
      const entry = entries.get(key)
      return entry !== undefined && entry.until > performance.now() ? entry.value : undefined
    },
    moment: () => forgotten,
    set(key, value, since, milliseconds = seconds * 1000) {
      if (since !== forgotten) return
      entries.delete(key)
      if (entries.size >= capacity) entries.delete(entries.keys().next().value!)
      entries.set(key, { value, until: performance.now() + milliseconds })
    },
    forget(which) {
      forgotten++
      for (const [key, { value }] of entries) if (which(value)) entries.delete(key)
    },
  }
}
