import { type Kysely, sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDb, type TestDb } from '../../../test/harness/open-test-db.ts'
import { newId } from '../ids.ts'
import type { Db, MigrationSet } from './db.ts'
import { joinPartitions, makePartitions, partitionByMonth } from './partitions.ts'
import { guardSpaceRows } from './space-rows.ts'

const things: MigrationSet = {
  owner: 'test',
  migrations: [
    {
      name: '0001-things',
      async up(db) {
        await db.schema
          .createTable('things')
          .addColumn('id', 'text', (column) => column.primaryKey())
          .addColumn('space_id', 'text', (column) => column.notNull())
          .execute()
        await db.schema.createIndex('things_listed').on('things').columns(['space_id', 'id']).execute()
      },
    },
  ],
}

let house: TestDb
let db: Db<{ things: { id: string; space_id: string } }>
beforeEach(async () => {
  house = await openTestDb([things])
  db = house.db.tables()
})
afterEach(() => house.close())

const now = new Date('2026-11-21T10:00:00.000Z')
const at = (time: string) => newId(Date.parse(time))
const put = (...ids: string[]) =>
  db.transact((tx) =>
    tx
      .insertInto('things')
      .values(ids.map((id) => ({ id, space_id: 'space' })))
      .execute(),
  )
const inParts = async () => {
  const { rows } = await sql<{ part: string; n: number }>`
    select tableoid::regclass::text as part, count(*) as n from things group by 1 order by 1`.execute(
    house.db.read as Kysely<unknown>,
  )
  return Object.fromEntries(rows.map((row) => [row.part, row.n]))
}
const ids = async () =>
  (await db.read.selectFrom('things').select('id').orderBy('id', 'desc').execute()).map((row) => row.id)
const cut = () =>
  house.db.reshape(async (tx) => {
    await partitionByMonth(tx, 'things', 'id', now)
    await guardSpaceRows(tx, 'things')
  })

test('what is there stays, new rows go into the part of their month, and one without a part waits in the default', async () => {
  const old = [at('1999-05-01T00:00:00.000Z'), at('2026-11-20T00:00:00.000Z'), at('2031-01-01T00:00:00.000Z')]
  await put(...old)
  await cut()
  const young = [
    at('2026-11-30T23:59:59.999Z'),
    at('2026-12-01T00:00:00.000Z'),
    at('2027-03-01T00:00:00.000Z'),
  ]
  await put(...young)
  expect(await inParts()).toEqual({ things_first: 3, things_2026_12: 1, things_default: 2 })
  expect(await ids()).toEqual([...old, ...young].toSorted().toReversed())
})

test('an id is there once, whatever its part, and is looked for in that part alone', async () => {
  await cut()
  const id = at('2027-01-15T00:00:00.000Z')
  await put(id)
  await expect(put(id)).rejects.toThrow(expect.objectContaining({ code: 'taken' }))
  const { rows } = await sql<{ 'QUERY PLAN': string }>`explain select * from things where id = ${id}`.execute(
    house.db.read as Kysely<unknown>,
  )
  const parts = rows.flatMap((row) => /things_\w+/.exec(row['QUERY PLAN']) ?? [])
  expect(new Set(parts)).toEqual(new Set(['things_2027_01_pkey']))
})

test('parts are made ahead, once, and take over what waits in the default', async () => {
  await cut()
  await put(at('2027-03-15T00:00:00.000Z'), at('2031-01-01T00:00:00.000Z'))
  const make = (time: string) => house.db.reshape((tx) => makePartitions(tx, new Date(time)))
  expect(await make('2026-11-25T00:00:00.000Z')).toEqual([])
  expect(await make('2027-01-25T00:00:00.000Z')).toEqual(['things_2027_03', 'things_2027_04'])
  expect(await inParts()).toEqual({ things_2027_03: 1, things_default: 1 })
  // After half a year without a scheduler.
  await put(at('2027-05-15T00:00:00.000Z'))
  expect(await make('2027-08-01T00:00:00.000Z')).toHaveLength(7)
  expect(await inParts()).toEqual({ things_2027_03: 1, things_2027_05: 1, things_default: 1 })
})

test('indexes keep their names, and all of it can be taken back', async () => {
  const kept = [
    at('2026-11-20T00:00:00.000Z'),
    at('2026-12-20T00:00:00.000Z'),
    at('2031-01-01T00:00:00.000Z'),
  ]
  const names = async () => {
    const { rows } = await sql<{ name: string }>`
      select indexname as name from pg_indexes where tablename = 'things' order by 1`.execute(
      house.db.read as Kysely<unknown>,
    )
    return rows.map((row) => row.name)
  }
  const before = await names()
  await cut()
  expect(await names()).toEqual(before)
  await put(...kept)
  await house.db.reshape((tx) => joinPartitions(tx, 'things'))
  expect(await names()).toEqual(before)
  expect(await ids()).toEqual(kept.toReversed())
  const { rows } = await sql`select 1 from pg_partitioned_table`.execute(house.db.read as Kysely<unknown>)
  expect(rows).toEqual([])
})
