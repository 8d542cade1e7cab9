import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { until } from '../../../test/until.ts'
import type { Bus } from '../bus/bus.ts'
import { openMemoryBus } from '../bus/memory-bus.ts'
import { quietLog } from '../../../test/harness/quiet.ts'
import type { Cache } from './cache.ts'

export type CacheOptions = { bus: Bus; now: () => number; maxEntries?: number }

/** Behaviour of every cache. `now` in milliseconds is the only clock of its expiry. */
export function cacheSuite(name: string, open: (options: CacheOptions) => Promise<Cache>) {
  describe(`cache: ${name}`, () => {
    let time: number
    let bus: Bus
    let cache: Cache
    const opened: Cache[] = []
    const openOne = async (more: { maxEntries?: number } = {}) => {
      const one = await open({ bus, now: () => time, ...more })
      opened.push(one)
      return one
    }
    beforeEach(async () => {
      time = 1000
      bus = openMemoryBus(quietLog())
      cache = await openOne()
    })
    afterEach(async () => {
      for (const one of opened.splice(0)) await one.close()
      await bus.close()
    })

    test('keeps any value, null and undefined included, until its time is over', async () => {
      for (const value of ['ä', 0, null, undefined, { a: [1] }]) {
        await cache.drop('k')
        expect(await cache.remember('k', 10, async () => value)).toEqual(value)
        expect(await cache.remember('k', 10, never)).toEqual(value)
      }
      time += 10_001
      expect(await cache.get('k')).toBeUndefined()
      expect(await cache.remember('k', 10, async () => 'new')).toBe('new')
    })

    test('set, get, drop', async () => {
      expect(await cache.get('k')).toBeUndefined()
      await cache.set('k', 'v', 10)
      expect(await cache.get('k')).toBe('v')
      await cache.drop('k')
      expect(await cache.get('k')).toBeUndefined()
      await cache.set('k', 'v', 0)
      expect(await cache.get('k')).toBeUndefined()
    })

    test('a hundred who ask at once make it once', async () => {
      const slow = slowly()
      const asked = Array.from({ length: 100 }, () => cache.remember('k', 10, slow.make))
      await until(() => slow.calls() > 0)
      slow.resolve('v')
      expect(new Set(await Promise.all(asked))).toEqual(new Set(['v']))
      expect(slow.calls()).toBe(1)
    })

    test('a failure reaches everyone who asked and is not kept', async () => {
      const slow = slowly()
      const asked = [cache.remember('k', 10, slow.make), cache.remember('k', 10, slow.make)]
      slow.reject(new Error('db down'))
      for (const result of await Promise.allSettled(asked))
        expect(result).toMatchObject({ status: 'rejected', reason: { message: 'db down' } })
      expect(await cache.remember('k', 10, async () => 'v')).toBe('v')
      await expect(
        cache.remember('x', 10, () => {
          throw new Error('thrown')
        }),
      ).rejects.toThrow('thrown')
    })

    test('what was dropped while it was made is not kept', async () => {
      const slow = slowly()
      const asked = cache.remember('k', 10, slow.make)
      await until(() => slow.calls() === 1)
      await cache.drop('k')
      const fresh = cache.remember('k', 10, async () => 'fresh')
      slow.resolve('old')
      expect(await asked).toBe('old')
      expect(await fresh).toBe('fresh')
      expect(await cache.get('k')).toBe('fresh')
    })

    test('a drop reaches the other processes', async () => {
      const other = await openOne()
      await other.set('k', 'old', 10)
      await cache.drop('k')
      await until(async () => (await other.get('k')) === undefined)
      expect(await cache.get('k')).toBeUndefined()
    })

    test('stays within its bound and keeps what is used', async () => {
      const small = await openOne({ maxEntries: 3 })
      for (const key of ['a', 'b', 'c']) await small.set(key, key, 10)
      await small.get('a')
      await small.set('d', 'd', 10)
      expect(await Promise.all(['a', 'b', 'c', 'd'].map((key) => small.get(key)))).toEqual([
        'a',
        undefined,
        'c',
        'd',
      ])
    })
  })
}

/** A value that is made when the test says so. */
function slowly() {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let calls = 0
  return {
    make: () => {
      calls++
      return promise
    },
    resolve,
    reject,
    calls: () => calls,
  }
}
const never = () => Promise.reject(new Error('made although it was there'))
