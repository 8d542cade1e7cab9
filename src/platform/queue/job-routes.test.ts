import { afterEach, beforeEach, expect, test } from 'vitest'
import { cancelJob, listJobs, retryJob } from '../../contract/jobs.ts'
import { openTestDb, type TestDb } from '../../../test/harness/open-test-db.ts'
import { bareMetrics, quietLog } from '../../../test/harness/quiet.ts'
import { openAudit } from '../audit/open-audit.ts'
import { openBus } from '../bus/open-bus.ts'
import { systemClock } from '../clock.ts'
import { openCursors } from '../http/cursors.ts'
import type { BoundRoute, Call } from '../http/handle.ts'
import { platformMigrations } from '../platform-migrations.ts'
import { jobActions, jobRoutes } from './job-routes.ts'
import type { JobDb, JobTables } from './job-tables.ts'
import { openQueue } from './open-queue.ts'
import type { AddOptions, JobView, Queue } from './queue.ts'
import { wordType } from './queue.suite.ts'

let place: TestDb
let db: JobDb
let queue: Queue
let routes: BoundRoute[]

beforeEach(async () => {
  place = await openTestDb([platformMigrations])
  db = place.db.tables<JobTables>()
  const log = quietLog()
  const bus = await openBus({ engine: 'memory' }, { log })
  const parts = { db: place.db, bus, log, metrics: bareMetrics(), clock: systemClock }
  queue = await openQueue({ engine: 'memory' }, parts)
  const audit = openAudit({ clock: systemClock, actions: Object.values(jobActions) })
  routes = jobRoutes({ queue, db: place.db, audit, cursors: openCursors(Buffer.alloc(32, 1)) })
})
afterEach(() => place.close())

const add = (spaceId: string, options: AddOptions = {}) =>
  db.transact((tx) => queue.add(tx, wordType, { word: 'x' }, { spaceId, ...options }))

/** Asks as an admin of the space `s`. */
function ask(contract: { id: string }, more: { params?: object; query?: object } = {}) {
  const standing = { space: { id: 's', slug: 's', name: 'S' }, role: 'admin', accountId: 'a' }
  const call = { params: { space: 's' }, query: {}, standing, ...more }
  return routes.find((route) => route.contract.id === contract.id)!.run(call as unknown as Call)
}
type Page = { items: JobView[]; nextCursor: string | null }

test('lists the jobs of the space only, page by page, newest first', async () => {
  const ids = []
  for (const _ of [1, 2, 3]) ids.unshift(await add('s'))
  await add('t')
  const first = (await ask(listJobs, { query: { limit: 2 } })) as Page
  const rest = (await ask(listJobs, { query: { limit: 2, cursor: first.nextCursor } })) as Page
  const seen = [...first.items, ...rest.items].map((job) => job.id)
  expect(seen).toEqual(ids.toSorted().toReversed())
  expect(rest.nextCursor).toBeNull()
  expect(first.items[0]).not.toHaveProperty('spaceId')
})

test('a cursor belongs to its space and state', async () => {
  await add('s')
  await add('s')
  const { nextCursor } = (await ask(listJobs, { query: { limit: 1 } })) as Page
  const other = ask(listJobs, { query: { limit: 1, state: 'done', cursor: nextCursor } })
  await expect(other).rejects.toMatchObject({ code: 'bad-cursor' })
})

test('cancels and tries again', async () => {
  const id = await add('s')
  expect(await ask(cancelJob, { params: { space: 's', id } })).toBeUndefined()
  expect((await queue.find(db.read, id))!.state).toBe('cancelled')
  expect(await ask(retryJob, { params: { space: 's', id } })).toMatchObject({
    id,
    state: 'waiting',
    attempt: 0,
  })
  await expect(ask(retryJob, { params: { space: 's', id } })).rejects.toMatchObject({ kind: 'conflict' })
})

test("another space's job does not exist, nor does one of no space", async () => {
  for (const id of [
    await add('t'),
    await db.transact((tx) => queue.add(tx, wordType, { word: 'x' })),
    'unknown',
  ])
    for (const contract of [cancelJob, retryJob])
      await expect(ask(contract, { params: { space: 's', id } })).rejects.toMatchObject({ kind: 'missing' })
  expect(await queue.list(db.read, { state: 'cancelled', limit: 9 })).toEqual([])
})
