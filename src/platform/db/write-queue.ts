import { Fault } from '../errors.ts'

/** Lets one holder at a time write, first come first served, so that every writer makes progress. */
export interface WriteQueue {
  /**
   * Resolves when it is this caller's turn, with the way to end it.
   * Throws `Fault('unavailable', 'db-busy')` after `seconds`; `Infinity` waits for ever.
   */
  take(seconds: number): Promise<() => void>
}

type Waiter = { go: () => void }

export function openWriteQueue(): WriteQueue {
  const waiting = new Set<Waiter>()
  let taken = false

  const release = () => {
    const [first] = waiting
    if (!first) {
      taken = false
      return
    }
    waiting.delete(first)
    first.go()
  }
  const once = () => {
    let ended = false
    return () => {
      if (!ended) release()
      ended = true
    }
  }

  return {
    take(seconds) {
      if (!taken) {
        taken = true
        return Promise.resolve(once())
      }
      return new Promise((resolve, reject) => {
        const waiter = {
          go: () => {
            clearTimeout(timer)
            resolve(once())
          },
        }
        const timer = Number.isFinite(seconds)
          ? setTimeout(() => {
              waiting.delete(waiter)
              reject(dbBusy())
            }, seconds * 1000)
          : undefined
        waiting.add(waiter)
      })
    },
  }
}

export const dbBusy = (cause?: unknown) =>
  new Fault(
    'unavailable',
    'db-busy',
    'The database is busy and took nothing of this. Try again in a moment.',
    {
      retryAfterSeconds: 1,
      cause,
    },
  )
