import type { Actor } from './actor.ts'

/** Who stands behind a token, as the database said it. */
export type KnownCaller = {
  actor: Exclude<Actor, { kind: 'guest' }>
  /** Milliseconds since 1970; infinity for a key without end. */
  endsAt: number
  seenAt: number
}

/**
 * What one process has read about a token, for the others, which then need not read it too: the requests of one page go to many
 * processes. Believed for what is left of the two seconds that began with the reading. Never throws; what cannot be told is read.
 */
export interface SharedCallers {
  find(tokenHash: string): Promise<{ known: KnownCaller; milliseconds: number } | null>
  /** `readSince` is when the reading began, by `performance.now()`. */
  keep(tokenHash: string, known: KnownCaller, readSince: number): Promise<void>
  /** From here on nobody believes what was kept about this account before. */
  forget(accountId: string): Promise<void>
}
