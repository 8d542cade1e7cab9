import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDb, type TestDb } from '../../../test/harness/open-test-db.ts'
import { bareMetrics, quietLog } from '../../../test/harness/quiet.ts'
import { until } from '../../../test/until.ts'
import type { Bus } from '../bus/bus.ts'
import { openBus } from '../bus/open-bus.ts'
import { platformMigrations } from '../platform-migrations.ts'
import { type Duty, DutyLost, type DutyTimes, type Hold } from './duty.ts'
import type { DutyTables } from './duty-tables.ts'
import { openDuty } from './open-duty.ts'

let place: TestDb
let bus: Bus
let open: Duty[]
const quick: DutyTimes = { beat: 0.02, look: 0.02, lease: 0.3 }

beforeEach(async () => {
  place = await openTestDb([platformMigrations])
  bus = await openBus({ engine: 'memory' }, { log: quietLog() })
  open = []
})
afterEach(async () => {
  await Promise.all(open.map((duty) => duty.close()))
  await bus.close()
  await place.close()
})

/** A candidate, and the guard it was handed at its turn. */
async function candidate(times: DutyTimes = quick) {
  const seen = { holds: [] as Hold[], stops: 0 }
  const duty = await openDuty(
    {
      db: place.db,
      bus,
      log: quietLog(),
      metrics: bareMetrics(),
      name: 'ring-the-bell',
      begin: async (hold) => {
        seen.holds.push(hold)
        return { stop: async () => void seen.stops++ }
      },
    },
    times,
  )
  open.push(duty)
  return { duty, seen }
}
const rows = () => place.db.tables<DutyTables>().read.selectFrom('duties').selectAll().execute()
/** As when another process took the duty from one that had stopped. */
const takeAway = () =>
  place.db.tables<DutyTables>().transact((tx) =>
    tx
      .updateTable('duties')
      .set((row) => ({ owner: 'elsewhere/1/1/1/x', epoch: row('epoch', '+', 1) }))
      .execute(),
  )

test('of many that stand for a duty one has it', async () => {
  const all = await Promise.all([candidate(), candidate(), candidate()])
  await until(() => all.some(({ duty }) => duty.epoch() !== null))
  expect(all.map(({ duty }) => duty.epoch()).filter((epoch) => epoch !== null)).toEqual([1])
  expect(all.reduce((begun, { seen }) => begun + seen.holds.length, 0)).toBe(1)
})

test('who closes stops its work first and hands over at once, told by the bus', async () => {
  const first = await candidate()
  const second = await candidate({ ...quick, look: 3600 })
  expect([first.duty.epoch(), second.duty.epoch()]).toEqual([1, null])
  await first.duty.close()
  expect(first.seen.stops).toBe(1)
  await until(() => second.duty.epoch() === 2, { what: 'the next turn' })
})

test('an owner that beats keeps the duty; one that is silent for the lease loses it', async () => {
  const keeper = await candidate()
  const waiting = await candidate()
  const beats = async () => (await rows())[0]!.beat
  const before = await beats()
  await until(async () => (await beats()) > before + 20, { what: 'beats over more than a lease' })
  expect([keeper.duty.epoch(), waiting.duty.epoch()]).toEqual([1, null])
  await takeAway()
  await until(() => waiting.duty.epoch() === 3 || keeper.duty.epoch() === 3, { what: 'the end of the lease' })
})

test('an owner that was on this machine and is gone is followed at the next look', async () => {
  const gone = await candidate({ ...quick, lease: 3600 })
  await gone.duty.close()
  const owner = (await ownerOf()).replace(/\/\d+\/\d+\/[^/]+$/, '/999999999/1/x')
  await place.db.tables<DutyTables>().transact((tx) => tx.updateTable('duties').set({ owner }).execute())
  const { duty } = await candidate({ ...quick, lease: 3600 })
  expect(duty.epoch()).toBe(3)
})

/** The name of a live owner. */
async function ownerOf(): Promise<string> {
  const { duty } = await candidate({ ...quick, lease: 3600 })
  const owner = (await rows())[0]!.owner!
  await duty.close()
  return owner
}

test('writes of a former owner are refused, and it stops when it finds out', async () => {
  const { duty, seen } = await candidate({ ...quick, beat: 3600, lease: 3600 })
  const [hold] = seen.holds
  await place.db.transact((tx) => hold!(tx))
  await takeAway()
  await expect(place.db.transact((tx) => hold!(tx))).rejects.toThrow(DutyLost)
  await duty.close()
  expect(seen.stops).toBe(1)
  expect(await rows()).toMatchObject([{ owner: 'elsewhere/1/1/1/x' }])
})

test('a duty whose work cannot begin is given back', async () => {
  const parts = { db: place.db, bus, log: quietLog(), metrics: bareMetrics(), name: 'ring-the-bell' }
  const broken = await openDuty(
    { ...parts, begin: () => Promise.reject(new Error('no bell')) },
    { ...quick, look: 3600 },
  )
  expect(broken.epoch()).toBe(null)
  await broken.close()
  expect((await candidate()).duty.epoch()).toBe(2)
})
