import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDb, type TestDb } from '../../../test/harness/open-test-db.ts'
import { bareMetrics, quietLog } from '../../../test/harness/quiet.ts'
import { until } from '../../../test/until.ts'
import type { Bus } from '../bus/bus.ts'
import { openBus } from '../bus/open-bus.ts'
import { platformMigrations } from '../platform-migrations.ts'
import type { Fence } from './attempt-store.ts'
import type { JobDb, JobRow, JobTables } from './job-tables.ts'
import { createQueue } from './jobs-queue.ts'
import { openQueue } from './open-queue.ts'
import { newOwner } from './process-identity.ts'
import { aborted, suiteTimes, testClock, wordHandler, wordType } from './queue.suite.ts'
import { type JobContext, LeaseLost, type Queue } from './queue.ts'
import { queueTimes } from './queue-times.ts'
import { openTableDelivery } from './table-delivery.ts'

let place: TestDb
let db: JobDb
let bus: Bus
const open: Queue[] = []
const clock = testClock()
const lanes = { media: 1, default: 4 }

beforeEach(async () => {
  place = await openTestDb([platformMigrations])
  db = place.db.tables<JobTables>()
  bus = await openBus({ engine: 'memory' }, { log: quietLog() })
})
afterEach(async () => {
  for (const queue of open.splice(0)) await queue.stop(0)
  await bus.close()
  await place.close()
})

const parts = () => ({ db: place.db, bus, log: quietLog(), metrics: bareMetrics(), clock })
async function openOne(times = {}): Promise<Queue> {
  const queue = await openQueue({ engine: 'memory' }, parts(), { ...suiteTimes, ...times })
  open.push(queue)
  return queue
}
const view = async (queue: Queue, id: string) => (await queue.find(db.read, id))!

/** A job that `owner` runs, or ran when it died. */
async function running(queue: Queue, owner: string, more: Partial<JobRow> = {}): Promise<string> {
  return db.transact(async (tx) => {
    const id = await queue.add(tx, wordType, { word: 'x' })
    await tx
      .updateTable('jobs')
      .set({ state: 'running', lease_owner: owner, attempt: 1, fence: 1, ...more })
      .where('id', '=', id)
      .execute()
    return id
  })
}
const register = (owner: string) =>
  db.transact((tx) => tx.insertInto('job_workers').values({ owner, beat: 0, started_at: '' }).execute())
const deadOwner = () => newOwner().split('/').with(2, '4194999').join('/')
const farOwner = () => `elsewhere/${newOwner().split('/').slice(1).join('/')}`

test('a job of a process that was killed on this machine is taken back at once', async () => {
  const queue = await openOne()
  const owner = deadOwner()
  await register(owner)
  const id = await running(queue, owner)
  await queue.work([wordHandler(() => {})], lanes)
  await until(async () => (await view(queue, id)).state === 'done')
  expect(await view(queue, id)).toMatchObject({ attempt: 2 })
  expect(await db.read.selectFrom('job_workers').selectAll().where('owner', '=', owner).execute()).toEqual([])
})

test('a job whose server died in its last attempt has failed, with a reason', async () => {
  const queue = await openOne()
  const ends: string[] = []
  const id = await running(queue, deadOwner(), { attempt: 3 })
  await queue.work([wordHandler(() => {}, { ended: async (_, { reason }) => void ends.push(reason) })], lanes)
  await until(() => ends.length > 0)
  const reason = 'The server stopped in the middle of it. Tried 3 times.'
  expect(await view(queue, id)).toMatchObject({ state: 'failed', reason })
  expect(ends).toEqual([reason])
})

test('a job that was to be cancelled when its server died is cancelled', async () => {
  const queue = await openOne()
  const id = await running(queue, deadOwner(), { cancel_requested: 1 })
  await queue.work([wordHandler(() => {})], lanes)
  await until(async () => (await view(queue, id)).state === 'cancelled')
  expect((await view(queue, id)).attempt).toBe(1)
})

test('a worker elsewhere keeps its jobs while it beats, whatever the clock does, and loses them when it is silent', async () => {
  const owner = farOwner()
  await register(owner)
  const lease = 1.5
  const queue = await openOne({ lease })
  const id = await running(queue, owner)
  await queue.work([wordHandler(() => {})], lanes)
  let beats = 0
  const longPast = performance.now() + lease * 1500
  await until(async () => {
    clock.shift(3600)
    await db.transact((tx) =>
      tx.updateTable('job_workers').set({ beat: ++beats }).where('owner', '=', owner).execute(),
    )
    return performance.now() > longPast
  })
  expect((await view(queue, id)).state).toBe('running')
  await until(async () => (await view(queue, id)).state === 'done')
})

const beats = async () =>
  (await db.read.selectFrom('job_workers').select('beat').execute()).map((worker) => worker.beat)

test('a live worker keeps its jobs when the clock jumps, seen from another', async () => {
  const [one, other] = [await openOne(), await openOne()]
  let context: JobContext | undefined
  await one.work([wordHandler((_, given) => ((context = given), aborted(given.signal)))], lanes)
  const ids = await Promise.all(
    ['a', 'b', 'c'].map((word) => db.transact((tx) => one.add(tx, wordType, { word }))),
  )
  // Not sooner: the other one might take them all.
  await until(() => context)
  await other.work([wordHandler(() => {})], { media: 1, default: 1 })
  await until(async () => (await beats()).length === 2)
  const before = Math.max(...(await beats()))
  for (const jump of [86_400, -172_800]) {
    clock.shift(jump)
    await until(async () => Math.min(...(await beats())) > before + 3, { seconds: 20 })
  }
  expect(context!.signal.aborted).toBe(false)
  expect(ids).toContain(context!.jobId)
})

test('a worker that was taken for dead aborts its attempts and goes on under a new name', async () => {
  const queue = await openOne({ beat: 0.05, watch: 60 })
  const contexts: JobContext[] = []
  await queue.work(
    [
      wordHandler(
        (_, context) => (contexts.push(context), contexts.length > 1 ? undefined : aborted(context.signal)),
      ),
    ],
    lanes,
  )
  const id = await db.transact((tx) => queue.add(tx, wordType, { word: 'x' }))
  await until(() => contexts.length > 0)
  await db.transact((tx) => tx.deleteFrom('job_workers').execute())
  await until(() => contexts[0]!.signal.aborted)
  expect(contexts[0]!.signal.reason).toBeInstanceOf(LeaseLost)
  await until(async () => (await view(queue, id)).state === 'done')
  expect(contexts).toHaveLength(2)
})

/** A handler that goes on after its job was given to somebody else, and what it then wrote. */
async function writeAfterLoss(guard?: Fence): Promise<{ error: unknown; written: number }> {
  const queue = createQueue(
    { ...parts(), times: { ...queueTimes, ...suiteTimes, watch: 60 } },
    openTableDelivery({ bus, log: quietLog(), times: queueTimes }),
    guard,
  )
  open.push(queue)
  const lost = Promise.withResolvers<void>()
  let error: unknown = null
  let attempts = 0
  let left = false
  await queue.work(
    [
      wordHandler(async (_, context) => {
        if (++attempts > 1) return
        await lost.promise
        await context
          .fenced(db, (tx) =>
            queue.add(tx, wordType, { word: 'effect' }, { subjectId: 'effect', delaySeconds: 999 }),
          )
          .catch((thrown: unknown) => (error = thrown))
        left = true
      }),
    ],
    lanes,
  )
  const id = await db.transact((tx) => queue.add(tx, wordType, { word: 'x' }))
  await until(() => attempts > 0)
  await db.transact((tx) => tx.updateTable('jobs').set({ fence: 2 }).where('id', '=', id).execute())
  lost.resolve()
  await until(() => left)
  return { error, written: (await queue.list(db.read, { subjectId: 'effect', limit: 9 })).length }
}

test('an attempt that lost its lease writes nothing', async () => {
  expect(await writeAfterLoss()).toEqual({ error: expect.any(LeaseLost), written: 0 })
})

test('planted: without the fence it would', async () => {
  expect(await writeAfterLoss(async () => {})).toEqual({ error: null, written: 1 })
})

test('a parent that nobody settled is settled by the sweeper', async () => {
  const queue = await openOne()
  const parent = await running(queue, 'nobody', { state: 'awaiting', lease_owner: null })
  const child = await running(queue, 'nobody', {
    state: 'failed',
    reason: 'Broken.',
    parent_id: parent,
    lease_owner: null,
  })
  await queue.work([wordHandler(() => {})], lanes)
  await until(async () => (await view(queue, parent)).state === 'failed')
  expect(await view(queue, parent)).toMatchObject({ reason: 'Broken.' })
  expect(await view(queue, child)).toMatchObject({ parentId: parent })
})

const ago = (seconds: number) =>
  ({ state: 'done', lease_owner: null, finished_at: clock.iso(-seconds) }) as const

test('jobs that ended long ago are removed, but no child of a living parent', async () => {
  const queue = await openOne({ keep: 3600 })
  const parent = await running(queue, 'nobody', { state: 'delayed', lease_owner: null, run_at: '9999' })
  const old = await running(queue, 'nobody', ago(7200))
  const fresh = await running(queue, 'nobody', ago(60))
  const child = await running(queue, 'nobody', { ...ago(7200), parent_id: parent })
  await queue.work([wordHandler(() => {})], lanes)
  await until(async () => (await queue.find(db.read, old)) === null)
  expect(await Promise.all([fresh, child, parent].map((id) => queue.find(db.read, id)))).not.toContain(null)
})
