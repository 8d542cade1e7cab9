import { describe, expect, it } from 'vitest'
import { openTestDb } from '../../../test/harness/open-test-db.ts'
import { quietLog } from '../../../test/harness/quiet.ts'
import { until } from '../../../test/until.ts'
import { openBus } from '../bus/open-bus.ts'
import { systemClock } from '../clock.ts'
import type { Db } from '../db/db.ts'
import { uploadLocks as migration } from './migrations/0009-upload-locks.ts'
import { openSharedUploadLocks } from './shared-upload-locks.ts'
import { uploadLocksSuite } from './upload-locks.suite.ts'

const never = new AbortController().signal
const [log, clock] = [quietLog(), systemClock]
const times = { turn: 1, beat: 0.05, dead: 0.4, margin: 0.1 }

/** Two processes as far as locks go: each with a bus of its own, so that only the rows join them. */
async function openTwo() {
  const { db, close } = await openTestDb([{ owner: 'platform', migrations: [migration] }])
  const pulse = { stopped: false, waiting: [] as (() => void)[] }
  const [mine, yours] = await Promise.all([
    openBus({ engine: 'memory' }, { log }),
    openBus({ engine: 'memory' }, { log }),
  ])
  const one = openSharedUploadLocks({ db: held(db, pulse), bus: mine, clock, log, times })
  const two = openSharedUploadLocks({ db, bus: yours, clock, log, times })
  return {
    one,
    two,
    /** The first asks the database nothing more until it goes on, as a stopped process. */
    stop: () => void (pulse.stopped = true),
    goOn() {
      pulse.stopped = false
      for (const resume of pulse.waiting.splice(0)) resume()
    },
    async close() {
      await Promise.all([one.close(), two.close()])
      await close()
    },
  }
}

const held = (db: Db, pulse: { stopped: boolean; waiting: (() => void)[] }): Db => ({
  ...db,
  read: db.read,
  tables: <T>() => held(db.tables<T>() as Db, pulse) as Db<T>,
  async transact(work) {
    if (pulse.stopped) await new Promise<void>((resolve) => pulse.waiting.push(resolve))
    return db.transact(work)
  },
})

uploadLocksSuite('shared', openTwo)

describe('a shared lock', () => {
  it('ends by itself when its holder is dead, and the holder knows before', async () => {
    const place = await openTwo()
    const first = place.one.newLock('a')
    let asked = 0
    await first.lock(never, () => void (asked += 1))
    const hold = place.one.holdOf('a')
    place.stop()
    const second = place.two.newLock('a')
    await second.lock(never, () => undefined)
    expect(place.two.holdOf('a').epoch).toBe(hold.epoch + 1)
    expect(() => hold.check()).toThrow(expect.objectContaining({ code: 'upload-taken' }))
    place.goOn()
    await until(() => asked > 0, { what: 'the old holder being told' })
    await first.unlock()
    place.two.holdOf('a').check()
    await second.unlock()
    await place.close()
  })

  it('that was not let go in time is taken again by its own process', async () => {
    const place = await openTwo()
    const lock = place.one.newLock('a')
    await lock.lock(never, () => undefined)
    place.stop()
    const letGo = lock.unlock()
    place.goOn()
    await letGo
    await place.one.hold('a', async () => expect(() => place.one.holdOf('a').check()).not.toThrow())
    await place.close()
  })

  it('is forgotten once no upload can be that old', async () => {
    const place = await openTwo()
    await place.one.hold('a', async () => undefined)
    await place.one.tidy()
    await place.one.hold('a', async () => expect(place.one.holdOf('a').epoch).toBe(2))
    await place.close()
  })
})
