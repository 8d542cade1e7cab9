import { afterEach, beforeEach, expect, test } from 'vitest'
import { openBus } from '../../src/platform/bus/open-bus.ts'
import { systemClock } from '../../src/platform/clock.ts'
import type { Db } from '../../src/platform/db/db.ts'
import { platformMigrations } from '../../src/platform/platform-migrations.ts'
import type { JobTables } from '../../src/platform/queue/job-tables.ts'
import { openQueue } from '../../src/platform/queue/open-queue.ts'
import type { Queue } from '../../src/platform/queue/queue.ts'
import { openTestDb, type TestDb } from '../harness/open-test-db.ts'
import { bareMetrics, quietLog } from '../harness/quiet.ts'
import { until } from '../until.ts'
import { effectMigrations, type EffectTables, effectType, type WorkerOptions } from './effects.ts'
import { startWorker, type WorkerProcess } from './worker.ts'

let place: TestDb
let db: Db<JobTables & EffectTables>
let queue: Queue
let workers: WorkerProcess[]

beforeEach(async () => {
  place = await openTestDb([platformMigrations, effectMigrations])
  db = place.db.tables<JobTables & EffectTables>()
  const log = quietLog()
  const bus = await openBus({ engine: 'memory' }, { log })
  queue = await openQueue(
    { engine: 'memory' },
    { db: place.db, bus, log, metrics: bareMetrics(), clock: systemClock },
  )
  workers = []
})
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.end()))
  await place.close()
})

const start = async (options: Omit<WorkerOptions, 'db'> = {}) => {
  const worker = await startWorker({ db: place.config, ...options })
  workers.push(worker)
  return worker
}
const add = (work: 'pause' | 'hold' | 'block' | 'die', attempts = 3) =>
  db.transact((tx) => queue.add(tx, { ...effectType, attempts }, { work }))
const ended = (id: string) =>
  until(
    async () => {
      const job = await queue.find(db.read, id)
      return job?.finishedAt ? job : null
    },
    { seconds: 60, what: `the end of ${id}` },
  )
const effects = async (id: string) =>
  (await db.read.selectFrom('effects').selectAll().where('job_id', '=', id).execute()).length

/** Two workers under kill -9 at random moments, while jobs come in. How many kills met a job at work, and the effects of each job. */
async function killRounds(rounds: number, options: Omit<WorkerOptions, 'db'> = {}) {
  const jobs: string[] = []
  let met = 0
  const pair = [await start(options), await start(options)]
  for (let round = 0; round < rounds; round++) {
    for (let n = 0; n < 6; n++) jobs.push(await add('pause', 1000))
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 40))
    const victim = round % 2
    const { lines } = pair[victim]!
    await pair[victim]!.end()
    const [worked, wrote] = ['working', 'wrote'].map(
      (word) => lines.filter((line) => line.startsWith(word)).length,
    )
    if (worked! > wrote!) met++
    pair[victim] = await start(options)
  }
  const states = await Promise.all(jobs.map(async (id) => (await ended(id)).state))
  return { met, states: new Set(states), effects: await Promise.all(jobs.map(effects)) }
}

test('kill -9 at any moment loses no job and doubles no effect', async () => {
  const seen = await killRounds(16)
  expect(seen.states).toEqual(new Set(['done']))
  expect(new Set(seen.effects)).toEqual(new Set([1]))
  expect(seen.met).toBeGreaterThan(2)
})

test('planted: a handler that does not look first is found out', async () => {
  const id = await add('hold', 1000)
  const first = await start({ planted: 'no look', holds: true })
  await first.says('working')
  // The effect is committed, the end of the job is not: as if the kill came between the two.
  await db.transact((tx) => tx.insertInto('effects').values({ job_id: id, pid: 0 }).execute())
  await first.end()
  await start({ planted: 'no look' })
  await ended(id)
  expect(await effects(id)).toBe(2)
})

test('a job that kills its server fails after three attempts, with a reason', async () => {
  const id = await add('die')
  for (let attempt = 1; attempt <= 3; attempt++) {
    const worker = await start()
    await until(() => worker.dead(), { seconds: 30, what: 'the poison' })
  }
  await start()
  expect(await ended(id)).toMatchObject({
    state: 'failed',
    attempt: 3,
    reason: 'The server stopped in the middle of it. Tried 3 times.',
  })
  expect(await effects(id)).toBe(0)
})

/** A worker that sleeps past its lease in the middle of a job, wakes up, and writes. */
async function sleepThroughLease(options: Omit<WorkerOptions, 'db'>) {
  const sleeper = await start({ holds: true, ...options })
  const id = await add('hold')
  await sleeper.says('working')
  sleeper.signal('SIGSTOP')
  await start(options)
  await ended(id)
  sleeper.signal('SIGCONT')
  sleeper.tell('go')
  await sleeper.says('wrote')
  return { id, lost: sleeper.lines.includes('LeaseLost') }
}

test('a process that sleeps past its lease doubles nothing', async () => {
  const { id, lost } = await sleepThroughLease({})
  expect(lost).toBe(true)
  expect(await effects(id)).toBe(1)
  expect(await queue.find(db.read, id)).toMatchObject({ state: 'done', attempt: 2 })
})

test('planted: without the fence it does', async () => {
  const { id, lost } = await sleepThroughLease({ planted: 'no fence' })
  expect(lost).toBe(false)
  expect(await effects(id)).toBe(2)
})

test('a worker whose event loop stands still keeps its lease', async () => {
  const busy = await start({ blockSeconds: 5 })
  const id = await add('block')
  await busy.says('working')
  await start()
  expect(await ended(id)).toMatchObject({ state: 'done', attempt: 1 })
})

test('planted: a lease that hangs on the event loop is lost', async () => {
  const busy = await start({ blockSeconds: 6, times: { silent: 0.4 } })
  const id = await add('block')
  await busy.says('working')
  await start()
  expect(await ended(id)).toMatchObject({ state: 'done', attempt: 2 })
})
