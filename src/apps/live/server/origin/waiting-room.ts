import type { ServerResponse } from 'node:http'

/** Requests that are answered when there is news. */
export type WaitingRoom = {
  /** `attempt` answers and says true as soon as it can; `tooLong` answers whatever happens, after `seconds`. */
  wait(one: { response: ServerResponse; seconds: number; attempt(): boolean; tooLong(): void }): void
  /** There is news. */
  look(): void
  /** Time has passed. */
  tick(): void
  /** Nobody waits any longer. */
  empty(): void
  readonly size: number
}

type Waiter = { response: ServerResponse; until: number; attempt(): boolean; tooLong(): void }

/** Time that never jumps: deadlines are no business of the clock on the wall. */
export function openWaitingRoom(now: () => number = () => performance.now()): WaitingRoom {
  const waiters = new Set<Waiter>()
  const sweep = (answer: (one: Waiter) => boolean) => {
    for (const one of waiters) if (one.response.destroyed || answer(one)) waiters.delete(one)
  }
  const give = (one: Waiter) => {
    one.tooLong()
    return true
  }
  return {
    wait: ({ seconds, ...one }) => void waiters.add({ ...one, until: now() + seconds * 1000 }),
    look: () => sweep((one) => one.attempt()),
    tick() {
      const time = now()
      sweep((one) => time >= one.until && give(one))
    },
    empty: () => sweep(give),
    get size() {
      return waiters.size
    },
  }
}
