import { Type } from 'typebox'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDb, type TestDb } from '../../../test/harness/open-test-db.ts'
import { bareMetrics, quietLog } from '../../../test/harness/quiet.ts'
import { until } from '../../../test/until.ts'
import { openBus } from '../bus/open-bus.ts'
import type { Clock } from '../clock.ts'
import { platformMigrations } from '../platform-migrations.ts'
import type { JobTables } from './job-tables.ts'
import { openQueue } from './open-queue.ts'
import { testClock } from './queue.suite.ts'
import { jobType, type Queue } from './queue.ts'

const cronType = (name: string, cron: string) =>
  jobType({ name, payload: Type.Object({}), timeoutSeconds: 1, cron })
const nightly = cronType('test.sweep-yard', '0 3 * * *')
const always = cronType('test.look-out', '* * * * * *')

let place: TestDb
const open: Queue[] = []

beforeEach(async () => {
  place = await openTestDb([platformMigrations])
})
afterEach(async () => {
  for (const queue of open.splice(0)) await queue.stop(0)
  await place.close()
})

async function openOne(clock: Clock): Promise<Queue> {
  const bus = await openBus({ engine: 'memory' }, { log: quietLog() })
  const queue = await openQueue(
    { engine: 'memory' },
    { db: place.db, bus, log: quietLog(), metrics: bareMetrics(), clock },
  )
  open.push(queue)
  return queue
}
const jobs = () => place.db.tables<JobTables>().read.selectFrom('jobs').selectAll().execute()
/** One look at the clock. */
async function look(clock: Clock): Promise<number> {
  const queue = await openOne(clock)
  await queue.schedule([nightly])
  await queue.stop(0)
  return (await jobs()).length
}

/** The system's clock, set to an hour of today. */
function clockAt(hour: number) {
  const clock = testClock()
  clock.shift((new Date(clock.now()).setUTCHours(hour, 0, 0, 0) - clock.now()) / 1000)
  return clock
}

test('two schedulers add one job for each time', async () => {
  const clock = clockAt(4)
  await look(clock)
  clock.shift(24 * 3600)
  const two = [await openOne(clock), await openOne(clock)]
  await Promise.all(two.map((queue) => queue.schedule([nightly])))
  expect(await jobs()).toHaveLength(1)
})

test('goes on adding by itself', async () => {
  const queue = await openOne(testClock())
  await queue.schedule([always])
  expect(await until(async () => (await jobs()).length > 1)).toBe(true)
})

test('a new type waits for its next time; times that nobody saw are caught up with by one job', async () => {
  const clock = clockAt(4)
  expect(await look(clock)).toBe(0)
  clock.shift(22 * 3600)
  expect(await look(clock)).toBe(0)
  clock.shift(3 * 24 * 3600)
  expect(await look(clock)).toBe(1)
  expect(await look(clock)).toBe(1)
})

test('a clock that jumps back adds nothing twice, and a wrong year does not stop the house', async () => {
  const clock = clockAt(4)
  await look(clock)
  clock.shift(24 * 3600)
  expect(await look(clock)).toBe(1)
  clock.shift(-7200)
  await look(clock)
  clock.shift(7200)
  expect(await look(clock)).toBe(1)
  clock.shift(365 * 24 * 3600)
  expect(await look(clock)).toBe(2)
  clock.shift(-364 * 24 * 3600)
  expect(await look(clock)).toBe(3)
})

test('refuses a pattern it cannot read and a payload that cannot be empty', async () => {
  const queue = await openOne(testClock())
  await expect(queue.schedule([cronType('test.never-run', 'when I say so')])).rejects.toThrow('CronPattern')
  const needy = jobType({ ...always, payload: Type.Object({ word: Type.String() }) })
  await expect(queue.schedule([needy as never])).rejects.toThrow('does not take this payload')
})
