import { randomUUID } from 'node:crypto'
import type { Bus } from '../bus/bus.ts'
import { type Cache, dropTopic } from './cache.ts'
import { openKeptValues } from './kept-values.ts'
import { openMakers } from './makers.ts'

/** Values in this process. A drop reaches the caches of other processes over the bus. */
export function openMemoryCache({
  bus,
  maxEntries = 20_000,
  now = () => performance.now(),
}: {
  bus: Bus
  maxEntries?: number
  now?: () => number
}): Cache {
  const kept = openKeptValues(maxEntries, now)
  const makers = openMakers()
  const self = randomUUID()
  const forget = (key: string) => {
    kept.forget(key)
    makers.forget(key)
  }
  const unsubscribe = bus.subscribe(dropTopic, (message) => {
    const { key, from } = message as { key: string; from: string }
    if (from !== self) forget(key)
  })

  return {
    async remember<V>(key: string, seconds: number, make: () => Promise<V>) {
      const found = kept.read(key)
      if (found) return found.value as V
      return makers.once(key, async (isCurrent) => {
        const value = await make()
        if (isCurrent()) kept.write(key, value, seconds * 1000)
        return value
      })
    },
    get: async <V>(key: string) => kept.read(key)?.value as V | undefined,
    async set(key, value, seconds) {
      forget(key)
      kept.write(key, value, seconds * 1000)
      await bus.publish(dropTopic, { key, from: self })
    },
    async drop(key) {
      forget(key)
      await bus.publish(dropTopic, { key, from: self })
    },
    async close() {
      unsubscribe()
      kept.clear()
      makers.clear()
    },
  }
}
