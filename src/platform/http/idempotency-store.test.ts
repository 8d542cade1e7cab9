import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDb, type TestDb } from '../../../test/harness/open-test-db.ts'
import type { Db } from '../db/db.ts'
import { platformMigrations } from '../platform-migrations.ts'
import { dropKeys, findKey, type IdempotencyTables, keepAnswer, takeKey } from './idempotency-store.ts'

let house: TestDb
let db: Db<IdempotencyTables>
beforeEach(async () => {
  house = await openTestDb([platformMigrations])
  db = house.db.tables<IdempotencyTables>()
})
afterEach(() => house.close())

const at = (day: number) => `2026-01-0${day}T00:00:00.000Z`
const take = (id: string, day: number, since: number) =>
  db.transact((tx) => takeKey(tx, { id, body_hash: 'hash', created_at: at(day) }, at(since)))

test('a key is taken once, and again when it has become too old', async () => {
  expect(await take('key', 1, 1)).toBe(true)
  expect(await take('key', 2, 1)).toBe(false)
  expect(await take('key', 3, 2)).toBe(true)
  await keepAnswer(db, 'key', '{"status":201}')
  expect(await findKey(db, 'key')).toMatchObject({ created_at: at(3), answer: '{"status":201}' })
})

test('old keys are dropped, newer ones stay', async () => {
  await take('old', 1, 1)
  await take('new', 3, 1)
  await dropKeys(db, at(2))
  expect(await findKey(db, 'old')).toBeUndefined()
  expect(await findKey(db, 'new')).toBeDefined()
})
