import { setTimeout as pause } from 'node:timers/promises'

/** What `condition` gives as soon as it is neither false nor null nor undefined. Throws after `seconds`. */
export async function until<T>(
  condition: () => T | Promise<T>,
  { seconds = 10, what = 'the condition' }: { seconds?: number; what?: string } = {},
): Promise<NonNullable<Exclude<T, false>>> {
  const end = performance.now() + seconds * 1000
  for (;;) {
    const value = await condition()
    if (value !== false && value !== null && value !== undefined)
      return value as NonNullable<Exclude<T, false>>
    if (performance.now() > end) throw new Error(`${what} did not come true within ${seconds} s`)
    await pause(20)
  }
}
