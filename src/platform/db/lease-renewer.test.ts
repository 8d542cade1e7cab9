import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDb, type TestDb } from '../../../test/harness/open-test-db.ts'
import { until } from '../../../test/until.ts'
import type { Db, MigrationSet } from './db.ts'
import type { LeaseRenewer } from './lease-renewer.ts'

type Tables = { leases: { owner: string; beat: number } }
const leases: MigrationSet = {
  owner: 'test',
  migrations: [
    {
      name: '0001-leases',
      async up(db) {
        await db.schema
          .createTable('leases')
          .addColumn('owner', 'text')
          .addColumn('beat', 'integer')
          .execute()
      },
    },
  ],
}

let place: TestDb
let db: Db<Tables>
let renewer: LeaseRenewer | null
let losses: number

beforeEach(async () => {
  place = await openTestDb([leases])
  db = place.db.tables<Tables>()
  renewer = null
  losses = 0
  await db.transact((tx) => tx.insertInto('leases').values({ owner: 'me', beat: 0 }).execute())
})
afterEach(async () => {
  await renewer?.stop()
  await place.close()
})

const open = async (silentSeconds = 60) => {
  renewer = await db.openLeaseRenewer({
    table: 'leases',
    owner: 'me',
    everySeconds: 0.02,
    silentSeconds,
    lost: () => void losses++,
    failed: (error) => {
      throw error
    },
  })
}
const beat = async () => (await db.read.selectFrom('leases').select('beat').executeTakeFirst())?.beat ?? 0

test('beats, also while the event loop stands still', async () => {
  await open()
  await until(async () => (await beat()) > 0)
  const before = await beat()
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300)
  expect(await beat()).toBeGreaterThan(before + 2)
})

test('tells once that the lease is lost', async () => {
  await open()
  await db.transact((tx) => tx.deleteFrom('leases').execute())
  await until(() => losses > 0)
  await db.transact((tx) => tx.insertInto('leases').values({ owner: 'me', beat: 0 }).execute())
  await renewer!.stop()
  expect([losses, await beat()]).toEqual([1, 0])
})

test('goes silent with an event loop that gives no sign of life, and comes back with it', async () => {
  await open(0.1)
  const quiet = async () => {
    const before = await beat()
    await new Promise((resolve) => setTimeout(resolve, 100))
    return (await beat()) === before
  }
  await until(quiet)
  const before = await beat()
  await until(async () => {
    renewer!.alive()
    return (await beat()) > before
  })
  expect(losses).toBe(0)
})

test('beats no more once stopped', async () => {
  await open()
  await until(async () => (await beat()) > 0)
  await renewer!.stop()
  const before = await beat()
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(await beat()).toBe(before)
})
