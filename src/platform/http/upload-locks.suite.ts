import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from '../../../test/until.ts'
import type { UploadLocks } from './upload-locks.ts'

const never = new AbortController().signal

/** What locks of uploads do, whoever asks: `open` gives two askers that are to exclude each other, with a turn of 1 s. */
export function uploadLocksSuite(
  name: string,
  open: () => Promise<{ one: UploadLocks; two: UploadLocks; close(): Promise<void> }>,
): void {
  describe(`upload locks: ${name}`, () => {
    let place: Awaited<ReturnType<typeof open>>
    beforeEach(async () => {
      place = await open()
    })
    afterEach(() => place.close())

    /** Takes the lock and lets go as soon as it is asked to. */
    const polite = async (locks: UploadLocks, id: string, told: string[], who: string) => {
      const lock = locks.newLock(id)
      await lock.lock(never, () => {
        told.push(`${who} stops`)
        void lock.unlock()
      })
      told.push(`${who} holds`)
      return lock
    }

    it('one after the other, the holder is asked to stop', async () => {
      const told: string[] = []
      await polite(place.one, 'a', told, 'one')
      const second = await polite(place.two, 'a', told, 'two')
      expect(told).toEqual(['one holds', 'one stops', 'two holds'])
      await second.unlock()
    })

    it('different uploads do not wait for each other', async () => {
      const told: string[] = []
      const locks = [await polite(place.one, 'a', told, 'one'), await polite(place.two, 'b', told, 'two')]
      expect(told).toEqual(['one holds', 'two holds'])
      for (const lock of locks) await lock.unlock()
    })

    it('whoever waits too long is told to come again', async () => {
      const deaf = place.one.newLock('a')
      await deaf.lock(never, () => undefined)
      const late = place.two.newLock('a')
      await expect(late.lock(never, () => undefined)).rejects.toMatchObject({ code: 'upload-busy' })
      await deaf.unlock()
      await late.lock(never, () => undefined)
      await late.unlock()
    })

    it('work that holds it is alone', async () => {
      let inside = 0
      const work = (locks: UploadLocks) =>
        locks.hold('a', async () => {
          inside += 1
          expect(inside).toBe(1)
          await new Promise(setImmediate)
          inside -= 1
        })
      await Promise.all([work(place.one), work(place.two), work(place.one), work(place.two)])
      await expect(place.one.hold('a', () => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
      await work(place.two)
    })

    it('a holder may write while it holds', async () => {
      const lock = place.one.newLock('a')
      await lock.lock(never, () => undefined)
      const hold = place.one.holdOf('a')
      hold.check()
      expect(hold.epoch).toBeGreaterThanOrEqual(0)
      await lock.unlock()
    })

    it('all that a process holds is asked to stop when it ends', async () => {
      const told: string[] = []
      await polite(place.one, 'a', told, 'a')
      await polite(place.one, 'b', told, 'b')
      place.one.askAllToStop()
      expect(told.toSorted()).toEqual(['a holds', 'a stops', 'b holds', 'b stops'])
      await until(async () => {
        const locks = ['a', 'b'].map((id) => place.two.newLock(id))
        for (const lock of locks) await lock.lock(never, () => undefined)
        for (const lock of locks) await lock.unlock()
        return true
      })
    })
  })
}
