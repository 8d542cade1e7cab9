import type { Redis as Client } from 'ioredis'

/**
 * The Redis that the processes of a house share. Whatever it holds can be lost at any time: everybody who uses it goes on without
 * it, and finds it again without a restart.
 */
export interface Redis {
  /** Never waits: fails at once while Redis is away, and within a second when it hangs. */
  readonly commands: Client
  /** Every key and channel of this house starts with it. */
  readonly prefix: string
  /** Whether commands are answered and messages heard. A Redis that hangs is noticed within three seconds. */
  up(): boolean
  /** Calls back at each change of `up`. Returns the way to stop. */
  onChange(listener: (up: boolean) => void): () => void
  /** Everything that is published on the channel from now on, while `up`. Once per channel. */
  hear(channel: string, listener: (text: string) => void): void
  /** A client that waits for Redis however long it is away, for whoever blocks on it. `end` ends it and its duplicates. */
  patient(name: string): { client: Client; end(): void }
  /** Why it is not `up`, for a person; null when it is. */
  away(): string | null
  close(): Promise<void>
}

/** What the processes of a house share, for the `open-*` of bus, cache, queue and rate limits. */
export type Shared = { engine: 'memory' } | { engine: 'redis'; redis: Redis }
