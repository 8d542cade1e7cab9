import { randomUUID } from 'node:crypto'
import type { Bus } from '../bus/bus.ts'
import type { Cache } from './cache.ts'

type Kept = { value: unknown; until: number }

const topic = 'cache.drop'

/**
 * Values in this process, at most `maxEntries`; what was not used for longest goes first. A drop reaches the caches of
 * other processes over the bus. `now` is in milliseconds and never jumps.
 */
export function openMemoryCache({
  bus,
  maxEntries = 20_000,
  now = () => performance.now(),
}: {
  bus: Bus
  maxEntries?: number
  now?: () => number
}): Cache {
  const kept = new Map<string, Kept>()
  const making = new Map<string, Promise<unknown>>()
  const self = randomUUID()

  const read = (key: string): Kept | undefined => {
    const found = kept.get(key)
    if (!found) return undefined
    kept.delete(key)
    if (found.until <= now()) return undefined
    // The map is in order of use.
    kept.set(key, found)
    return found
  }
  const write = (key: string, value: unknown, seconds: number) => {
    kept.delete(key)
    if (seconds <= 0) return
    kept.set(key, { value, until: now() + seconds * 1000 })
    if (kept.size > maxEntries) kept.delete(kept.keys().next().value!)
  }
  const forget = (key: string) => {
    kept.delete(key)
    // What is being made now may already be old: it answers those who wait and is not kept.
    making.delete(key)
  }
  const makeOnce = async <V>(key: string, seconds: number, make: () => Promise<V>): Promise<V> => {
    const made = Promise.resolve().then(make)
    making.set(key, made)
    const isCurrent = () => making.get(key) === made
    try {
      const value = await made
      if (isCurrent()) write(key, value, seconds)
      return value
    } finally {
      if (isCurrent()) making.delete(key)
    }
  }

  const unsubscribe = bus.subscribe(topic, (message) => {
    const { key, from } = message as { key: string; from: string }
    if (from !== self) forget(key)
  })

  return {
    async remember<V>(key: string, seconds: number, make: () => Promise<V>) {
      const found = read(key)
      if (found) return found.value as V
      return (making.get(key) as Promise<V> | undefined) ?? makeOnce(key, seconds, make)
    },
    get: async <V>(key: string) => read(key)?.value as V | undefined,
    async set(key, value, seconds) {
      forget(key)
      write(key, value, seconds)
    },
    async drop(key) {
      forget(key)
      await bus.publish(topic, { key, from: self })
    },
    async close() {
      unsubscribe()
      kept.clear()
      making.clear()
    },
  }
}
