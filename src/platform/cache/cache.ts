/** The cache engine: values that can be made again. Losing it loses nothing. Never throws: a broken cache is a miss. */
export interface Cache {
  /** The cached value, or `make()`s it once however many ask at the same time. `null` and objects are kept by reference in memory: do not change them. */
  remember<V>(key: string, seconds: number, make: () => Promise<V>): Promise<V>
  get<V>(key: string): Promise<V | undefined>
  set(key: string, value: unknown, seconds: number): Promise<void>
  /** Everywhere within a second. */
  drop(key: string): Promise<void>
  close(): Promise<void>
}
