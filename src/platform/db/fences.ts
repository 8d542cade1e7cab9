/** A place in the write-ahead log of PostgreSQL: it only grows. */
export type Lsn = bigint

/**
 * How far replicas must have come before they may answer somebody: behind everything that the account, or anybody in the space at
 * hand, has written. Kept for a minute; a replica that is further behind is not asked at all.
 */
export interface Fences {
  /** After a commit, before it is told; false when the other processes could not be told. Never throws and does not wait for long. */
  raise(keys: readonly string[], lsn: Lsn): Promise<boolean>
  /** The highest of them; null when none was raised lately; 'unknown' when that cannot be told now: the primary answers then. */
  highest(keys: readonly string[]): Promise<Lsn | null | 'unknown'>
}

export const fenceSeconds = 60
