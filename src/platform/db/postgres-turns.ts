import { openWriteQueue, type WriteQueue } from './write-queue.ts'

/**
 * Turns for transactions that would only be in each other's way. They run side by side until two of one key meet; from then on, and
 * until a while after the last have met, those of that key run one after the other in this process.
 */
export interface Turns {
  /** Two of this key have met. */
  met(key: string): void
  /** Whether those of this key have met lately. */
  crowded(key: string): boolean
  /** Waits for its turn; throws `Fault('unavailable', 'db-busy')` after `seconds`. Resolves with the way to end it. */
  take(key: string, seconds: number): Promise<() => void>
}

const crowdedSeconds = 1

/** `now` in seconds. */
export function openTurns(now: () => number = () => performance.now() / 1000): Turns {
  const keys = new Map<string, { queue: WriteQueue; until: number; users: number }>()
  const keyed = (key: string) => {
    const known = keys.get(key) ?? { queue: openWriteQueue(), until: 0, users: 0 }
    keys.set(key, known)
    return known
  }
  const drop = () => {
    for (const [key, { until, users }] of keys) if (users === 0 && until <= now()) keys.delete(key)
  }
  return {
    met(key) {
      keyed(key).until = now() + crowdedSeconds
    },
    crowded: (key) => (keys.get(key)?.until ?? 0) > now(),
    async take(key, seconds) {
      const one = keyed(key)
      one.users++
      const left = () => {
        one.users--
        drop()
      }
      try {
        const release = await one.queue.take(seconds)
        return () => {
          release()
          left()
        }
      } catch (error) {
        left()
        throw error
      }
    },
  }
}
