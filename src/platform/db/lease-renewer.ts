/**
 * Keeps a row's `beat` counting from outside the event loop of this process, so that a long computation does not look like a death.
 * The row is found by its `owner` column. Others judge by whether `beat` moves, never by a clock.
 */
export type LeaseRenewal = {
  table: string
  owner: string
  everySeconds: number
  /** The beat stops when `alive` was not called for this long: an event loop that hangs for ever does not keep its leases. */
  silentSeconds: number
  /** The row is gone: another process took this one for dead. Called once; nothing is renewed afterwards. */
  lost(): void
  /** The renewer itself broke. Called once; nothing is renewed afterwards. */
  failed(error: Error): void
}

export interface LeaseRenewer {
  /** Called from the event loop, often. */
  alive(): void
  /** Resolves when the last renewal is over. */
  stop(): Promise<void>
}
