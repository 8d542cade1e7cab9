import { sql } from 'kysely'
import { Client } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDb, type TestDb } from '../../../test/harness/open-test-db.ts'
import { until } from '../../../test/until.ts'
import type { PostgresConfig } from '../config/config.ts'
import type { AnyTx, Db, NamedMigration } from './db.ts'
import { openMigrator } from './migrator.ts'

type Tables = { notes: { id: string; title: string } }
const notes: NamedMigration = {
  name: '0001-notes',
  up: (db) => db.schema.createTable('notes').addColumn('id', 'text').addColumn('title', 'text').execute(),
}
const titled = (unique = false): NamedMigration => ({
  name: '0002-titled',
  beside: true,
  async up(db) {
    const index = db.schema.createIndex('notes_titled').on('notes').column('title')
    await (unique ? index.unique() : index).execute()
  },
  down: (db) => db.schema.dropIndex('notes_titled').execute(),
})
const set = (...migrations: NamedMigration[]) => [{ owner: 'test', migrations }]

let place: TestDb
let db: Db<Tables>
/** A connection of somebody else. */
let other: Client
beforeEach(async () => {
  place = await openTestDb(set(notes))
  db = place.db.tables<Tables>()
  other = new Client((place.config as PostgresConfig).url)
  await other.connect()
})
afterEach(async () => {
  await other.end()
  await place.close()
})

const add = (id: string, title = id) =>
  db.transact((tx) => tx.insertInto('notes').values({ id, title }).execute())
const index = async () =>
  (
    await other.query(
      `select indisvalid as valid from pg_index where indexrelid = to_regclass('notes_titled')`,
    )
  ).rows

/** The backend that makes an index and waits for somebody. */
const makerThatWaits = async () => {
  const waits = sql<{ pid: number }>`select pid from pg_stat_activity
    where datname = current_database() and query like 'create index concurrently%' and wait_event_type = 'Lock'`
  return (await waits.execute(db.read as unknown as AnyTx)).rows[0]?.pid
}

test('an index is made while others write to its table', async () => {
  await other.query(`begin; insert into notes values ('theirs', 'open')`)
  const making = openMigrator(place.db, set(notes, titled())).up()
  await until(makerThatWaits)
  await add('mine')
  await other.query('commit')
  expect(await making).toEqual(['test/0002-titled'])
  expect(await index()).toEqual([{ valid: true }])
  expect(await openMigrator(place.db, set(notes, titled())).down(1)).toEqual(['test/0002-titled'])
  expect(await index()).toEqual([])
})

test('one that broke off is made again', async () => {
  const holder = new Client((place.config as PostgresConfig).url)
  await holder.connect()
  await holder.query(`begin; insert into notes values ('theirs', 'open')`)
  const broken = other
    .query('create index concurrently notes_titled on notes (title)')
    .catch((error: Error) => error.message)
  await holder.query('select pg_cancel_backend($1)', [await until(makerThatWaits)])
  expect(await broken).toContain('user request')
  await holder.query('commit')
  await holder.end()
  expect(await index()).toEqual([{ valid: false }])
  await openMigrator(place.db, set(notes, titled())).up()
  expect(await index()).toEqual([{ valid: true }])
})

test('one that was made, but not written down, is left as it is', async () => {
  await other.query('create index notes_titled on notes (title)')
  const before = (await other.query(`select to_regclass('notes_titled')::oid as id`)).rows
  expect(await openMigrator(place.db, set(notes, titled())).up()).toEqual(['test/0002-titled'])
  expect((await other.query(`select to_regclass('notes_titled')::oid as id`)).rows).toEqual(before)
})

test('one that the rows do not allow leaves nothing', async () => {
  await add('1', 'same')
  await add('2', 'same')
  await expect(openMigrator(place.db, set(notes, titled(true))).up()).rejects.toThrow(
    'test/0002-titled failed',
  )
  expect(await index()).toEqual([])
})

test('starters at the same time make it once', async () => {
  const others = await Promise.all([place.again(), place.again()])
  const done = await Promise.all(
    [place.db, ...others].map((one) => openMigrator(one, set(notes, titled())).up()),
  )
  expect(done.flat()).toEqual(['test/0002-titled'])
  for (const one of others) await one.close()
})

test('nothing else is done beside the transaction', async () => {
  const sneaky: NamedMigration = {
    name: '0002-sneaky',
    beside: true,
    up: (on) => on.schema.dropTable('notes').execute(),
  }
  await expect(openMigrator(place.db, set(notes, sneaky)).up()).rejects.toThrow(
    'indexes are made and dropped',
  )
  await add('1')
})
