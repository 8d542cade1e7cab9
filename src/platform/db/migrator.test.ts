import { type Kysely, sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDb, type TestDb } from '../../../test/harness/open-test-db.ts'
import type { AnyTx, Db, NamedMigration } from './db.ts'
import { openMigrator } from './migrator.ts'

let house: TestDb
let db: Db
beforeEach(async () => {
  house = await openTestDb()
  db = house.db
})
afterEach(() => house.close())

const table = (name: string): NamedMigration => ({
  name,
  up: (on: Kysely<unknown>) => on.schema.createTable(`t${name}`).addColumn('id', 'text').execute(),
  down: (on: Kysely<unknown>) => on.schema.dropTable(`t${name}`).execute(),
})
const set = (owner: string, ...migrations: NamedMigration[]) => ({ owner, migrations })
const exists = async (name: string) =>
  sql`select 1 from ${sql.table(name)}`.execute(db.read as unknown as AnyTx).then(
    () => true,
    () => false,
  )

test('applies what is missing once, in order, and tells', async () => {
  const migrator = openMigrator(db, [set('platform', table('1'), table('2')), set('notes', table('3'))])
  expect(await migrator.up()).toEqual(['platform/1', 'platform/2', 'notes/3'])
  expect(await migrator.up()).toEqual([])
  const status = await migrator.status()
  expect(status.map((one) => one.name)).toEqual(['platform/1', 'platform/2', 'notes/3'])
  expect(status.every((one) => one.known && one.appliedAt)).toBe(true)
})

test('a set that is turned on later catches up, one that is turned off stays known as foreign', async () => {
  await openMigrator(db, [set('a', table('1')), set('c', table('3'))]).up()
  const migrator = openMigrator(db, [set('a', table('1'), table('4')), set('b', table('2'))])
  expect(await migrator.up()).toEqual(['a/4', 'b/2'])
  expect((await migrator.status()).find((one) => one.name === 'c/3')).toMatchObject({ known: false })
})

test('a release works beside a newer one that only added, and refuses what a newer one took away', async () => {
  const old = openMigrator(db, [set('a', table('1'))])
  await openMigrator(db, [set('a', table('1'), table('2')), set('off', table('0003-contract-x'))]).up()
  expect(await old.up()).toEqual([])
  await openMigrator(db, [set('a', table('1'), table('2'), table('0004-contract-t'))]).up()
  await expect(old.up()).rejects.toMatchObject({
    code: 'newer-database',
    message: expect.stringContaining('a/0004-contract-t'),
  })
})

test('one that has nothing to do does not wait for one that is at work', async () => {
  const sets = [set('a', table('1'))]
  await openMigrator(db, sets).up()
  const holds = Promise.withResolvers<void>()
  const held = Promise.withResolvers<void>()
  const working = db.reshape(async () => {
    holds.resolve()
    await held.promise
  })
  await holds.promise
  expect(await openMigrator(db, sets).up()).toEqual([])
  held.resolve()
  await working
})

test('goes down step by step, newest first, and up again', async () => {
  const migrator = openMigrator(db, [set('a', table('1'), table('2')), set('b', table('3'))])
  await migrator.up()
  expect(await migrator.down(2)).toEqual(['b/3', 'a/2'])
  expect([await exists('t1'), await exists('t2'), await exists('t3')]).toEqual([true, false, false])
  expect(await migrator.up()).toEqual(['a/2', 'b/3'])
  expect(await migrator.down(9)).toEqual(['b/3', 'a/2', 'a/1'])
})

test('does not go down over what it does not know', async () => {
  await openMigrator(db, [set('a', table('1')), set('gone', table('2'))]).up()
  await expect(openMigrator(db, [set('a', table('1'))]).down(1)).rejects.toThrow('cannot take back gone/2')
  expect(await exists('t2')).toBe(true)
})

test('a failing migration leaves no trace and keeps those before', async () => {
  const failing: NamedMigration = {
    name: '2',
    async up(on) {
      await table('2').up(on)
      throw new Error('half way')
    },
  }
  await expect(openMigrator(db, [set('a', table('1'), failing)]).up()).rejects.toThrow(
    'Migration a/2 failed and was rolled back: half way',
  )
  expect([await exists('t1'), await exists('t2')]).toEqual([true, false])
  expect(await openMigrator(db, [set('a', table('1'), table('2'))]).up()).toEqual(['a/2'])
})

test('starters at the same time apply each one once', async () => {
  const sets = [set('a', ...Array.from({ length: 8 }, (_, n) => table(String(n))))]
  const others = [await house.again(), await house.again()]
  try {
    const done = await Promise.all([db, ...others].map((one) => openMigrator(one, sets).up()))
    expect(done.flat().toSorted()).toEqual(sets[0]!.migrations.map((one) => `a/${one.name}`))
  } finally {
    for (const other of others) await other.close()
  }
})

test('two of one name are refused', () => {
  expect(() => openMigrator(db, [set('a', table('1'), table('1'))])).toThrow('Two migrations are called a/1')
})
