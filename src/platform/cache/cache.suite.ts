import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { until } from '../../../test/until.ts'
import type { Cache } from './cache.ts'

/** A house without values; every cache it opens is one process of it. */
export type CacheHouse = {
  open(): Promise<Cache>
  /** Lets time go by for everything that is kept. */
  pass(seconds: number): Promise<void>
  close(): Promise<void>
}

/** Behaviour of every cache. */
export function cacheSuite(name: string, openHouse: () => Promise<CacheHouse>) {
  describe(`cache: ${name}`, () => {
    let house: CacheHouse
    let cache: Cache
    const opened: Cache[] = []
    const openOne = async () => {
      const one = await house.open()
      opened.push(one)
      return one
    }
    beforeEach(async () => {
      house = await openHouse()
      cache = await openOne()
    })
    afterEach(async () => {
      for (const one of opened.splice(0)) await one.close()
      await house.close()
    })

    test('keeps any value, null and undefined included, until its time is over', async () => {
      for (const value of ['ä', 0, null, undefined, { a: [1] }]) {
        await cache.drop('k')
        expect(await cache.remember('k', 10, async () => value)).toEqual(value)
        expect(await cache.remember('k', 10, never)).toEqual(value)
      }
      await house.pass(10.001)
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

    test('what another process sets replaces what is kept here', async () => {
      const other = await openOne()
      await other.set('k', 'old', 10)
      await cache.set('k', 'new', 10)
      const seen = await until(async () => ({ value: await other.get('k') }).value !== 'old')
      expect(seen).toBe(true)
    })

    test('what cannot be written as JSON still answers whoever asks', async () => {
      const circle: Record<string, unknown> = {}
      circle.self = circle
      expect(await cache.remember('k', 10, async () => circle)).toBe(circle)
    })
  })
}

/** A value that is made when the test says so. */
export function slowly() {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  promise.catch(() => {})
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
