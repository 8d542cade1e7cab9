import { openWriteQueue, type WriteQueue } from './write-queue.ts'

/**
 * Turns for transactions that would only be in each other's way. They run side by side while few of one key meet; while many do, those of
 * that key run one after the other in this process. Whoever has met another takes turns in any case.
 */
export interface Turns {
  /** Two of this key have met. */
  met(key: string): void
  /** One of this key got through. */
  passed(key: string): void
  /** Whether more than about every sixth of this key has met another lately. */
  crowded(key: string): boolean
  /** Waits for its turn; throws `Fault('unavailable', 'db-busy')` after `seconds`. Resolves with the way to end it. */
  take(key: string, seconds: number): Promise<() => void>
}

/** A meeting weighs as much as five that passed; a crowd is believed to be over after a hundred. */
const passWeight = 0.2
const crowd = 2
const mostWeight = 20

type Key = { queue: WriteQueue; weight: number; users: number }

export function openTurns(): Turns {
  const keys = new Map<string, Key>()
  const keyed = (key: string): Key => {
    const known = keys.get(key) ?? { queue: openWriteQueue(), weight: 0, users: 0 }
    keys.set(key, known)
    return known
  }
  const drop = (key: string, one: Key) => {
    if (one.users === 0 && one.weight <= 0) keys.delete(key)
  }
  return {
    met(key) {
      const one = keyed(key)
      one.weight = Math.min(mostWeight, one.weight + 1)
    },
    passed(key) {
      const one = keys.get(key)
      if (!one) return
      one.weight -= passWeight
      drop(key, one)
    },
    crowded: (key) => (keys.get(key)?.weight ?? 0) >= crowd,
    async take(key, seconds) {
      const one = keyed(key)
      one.users++
      const left = () => {
        one.users--
        drop(key, one)
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
