type Kept = { value: unknown; until: number }

/** Values in this process by key, at most `maxEntries`; what was not used for longest goes first. `now` is in milliseconds and never jumps. */
export interface KeptValues {
  /** Boxed, because `undefined` is a value. */
  read(key: string): { value: unknown } | undefined
  /** Nothing is kept for no time. */
  write(key: string, value: unknown, milliseconds: number): void
  forget(key: string): void
  clear(): void
}

export function openKeptValues(maxEntries: number, now: () => number): KeptValues {
  const kept = new Map<string, Kept>()
  return {
    read(key) {
      const found = kept.get(key)
      if (!found) return undefined
      kept.delete(key)
      if (found.until <= now()) return undefined
      // The map is in order of use.
      kept.set(key, found)
      return found
    },
    write(key, value, milliseconds) {
      kept.delete(key)
      if (milliseconds <= 0) return
      kept.set(key, { value, until: now() + milliseconds })
      if (kept.size > maxEntries) kept.delete(kept.keys().next().value!)
    },
    forget: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  }
}
