/**
 * The cache engine: values that can be made again. Losing it loses nothing. Never throws: a broken cache is a miss, and never
 * makes anybody wait for longer than two seconds. Values are JSON, or `undefined`; another process gets a copy, this one the
 * object itself: do not change it.
 *
 * What a drop means when processes cannot reach each other: a value is then kept for two seconds at most, in each process for itself,
 * and everything that was kept before is forgotten. No value is ever older than the `seconds` it was made for.
 */
export interface Cache {
  /** The cached value, or `make()`s it once however many ask at the same time, in all processes together. */
  remember<V>(key: string, seconds: number, make: () => Promise<V>): Promise<V>
  get<V>(key: string): Promise<V | undefined>
  set(key: string, value: unknown, seconds: number): Promise<void>
  /** Everywhere within a second; also what is being made at that moment is not kept. */
  drop(key: string): Promise<void>
  close(): Promise<void>
}

/** On the bus: `{ key, from }`, a value that is not to be kept any more by anybody but `from`. */
export const dropTopic = 'cache.drop'
