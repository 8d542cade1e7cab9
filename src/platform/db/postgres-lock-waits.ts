import { setTimeout as pause } from 'node:timers/promises'
import { waitedForLock } from './postgres-errors.ts'

/** How long a change of the schema waits for a table: everybody who comes after it waits behind it meanwhile. */
export const reshapeLockMilliseconds = 1000

/**
 * Runs `work`, which is rolled back whole when it waits for a table too long, again until it gets it or `seconds` have passed. In between
 * those go on who came behind it: a long look at a table, such as a dump, holds up the change and not the house.
 */
export async function untilUnlocked<R>(work: () => Promise<R>, seconds: number): Promise<R> {
  const deadline = performance.now() + seconds * 1000
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!waitedForLock(error) || performance.now() > deadline) throw error
      await pause(reshapeLockMilliseconds)
    }
  }
}
