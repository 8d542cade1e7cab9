/** Values that are being made in this process: each once, however many ask at the same time. */
export interface Makers {
  /**
   * Joins the making of `key`, or begins it. `make` also gets to know whether what it makes may be kept: not when the key was
   * forgotten meanwhile, for then it may already be old.
   */
  once<V>(key: string, make: (isCurrent: () => boolean) => Promise<V>): Promise<V>
  /** What is being made answers those who wait and is not kept. */
  forget(key: string): void
  clear(): void
}

export function openMakers(): Makers {
  const making = new Map<string, Promise<unknown>>()
  return {
    once<V>(key: string, make: (isCurrent: () => boolean) => Promise<V>) {
      const joined = making.get(key) as Promise<V> | undefined
      if (joined) return joined
      const isCurrent = () => making.get(key) === made
      const made: Promise<V> = Promise.resolve()
        .then(() => make(isCurrent))
        .finally(() => {
          if (isCurrent()) making.delete(key)
        })
      making.set(key, made)
      return made
    },
    forget: (key) => void making.delete(key),
    clear: () => making.clear(),
  }
}
