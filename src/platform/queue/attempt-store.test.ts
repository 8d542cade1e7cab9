import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDb, type TestDb } from '../../../test/harness/open-test-db.ts'
import { platformMigrations } from '../platform-migrations.ts'
import { claimDueJob, claimJobs } from './attempt-store.ts'
import { insertJob } from './job-store.ts'
import type { JobDb, JobRow, JobTables } from './job-tables.ts'
import { addWorker } from './worker-store.ts'

let place: TestDb
let db: JobDb
beforeEach(async () => {
  place = await openTestDb([platformMigrations])
  db = place.db.tables<JobTables>()
  await db.transact((tx) => addWorker(tx, 'me', at(0)))
})
afterEach(() => place.close())

const at = (second: number) => new Date(second * 1000).toISOString()
const add = (id: string, more: Partial<JobRow> = {}) =>
  db.transact((tx) => insertJob(tx, { ...plain, id, run_at: at(1), ...more }))
const claim = (id: string, ask: { owner?: string; types?: string[] } = {}) =>
  db.transact((tx) => claimDueJob(tx, id, { owner: 'me', types: ['a'], now: at(10), ...ask }))

test('a job that is due goes to whoever asks for it, once', async () => {
  await add('x')
  expect(await claim('x')).toMatchObject({
    id: 'x',
    state: 'running',
    lease_owner: 'me',
    attempt: 1,
    fence: 1,
  })
  expect(await claim('x')).toBeNull()
})

test('a delayed job is given at its time, not before', async () => {
  await add('late', { state: 'delayed', run_at: at(11) })
  await add('due', { state: 'delayed', run_at: at(10) })
  expect([await claim('late'), (await claim('due'))?.id]).toEqual([null, 'due'])
})

test('nobody gets what it does not handle, what is not there, or without being registered', async () => {
  await add('x')
  expect([
    await claim('x', { types: ['b'] }),
    await claim('y'),
    await claim('x', { owner: 'stranger' }),
    await claim('x', { owner: '' }),
  ]).toEqual([null, null, null, null])
  expect((await claim('x'))?.id).toBe('x')
})

test('two who claim at once get different jobs', async () => {
  await Promise.all(Array.from({ length: 6 }, (_, n) => add(`job ${n}`)))
  const other = await place.again()
  const ask = { owner: 'me', lane: 'default', types: ['a'], max: 3, now: at(10) } as const
  const { skipLocked } = db.dialect
  const claims = await Promise.all(
    [db, other.tables<JobTables>()].map((one) =>
      one.transact((tx) => claimJobs(tx, { ...ask, skipLocked }), { isolation: 'statement' }),
    ),
  )
  await other.close()
  const ids = claims.flat().map((job) => job.id)
  expect([ids.length, new Set(ids).size]).toEqual([6, 6])
})

const plain: JobRow = {
  id: '',
  type: 'a',
  lane: 'default',
  state: 'waiting',
  priority: 100,
  run_at: '',
  attempt: 0,
  attempts: 3,
  payload: '{}',
  unique_key: null,
  parent_id: null,
  space_id: null,
  subject_id: null,
  percent: 0,
  stage: null,
  reason: null,
  lease_owner: null,
  fence: 0,
  cancel_requested: 0,
  end_tries_left: 0,
  created_at: '1970-01-01T00:00:00.000Z',
  started_at: null,
  finished_at: null,
}
