import { type Kysely, sql } from 'kysely'
import type { MigrationSet } from '../db/db.ts'
import { perDialect } from '../db/per-dialect.ts'
import { guardSpaceRows } from '../db/space-rows.ts'
import type { Row } from './rows.ts'

/** An app that nobody has written: what it keeps is moved although the mover never heard of it. */
export const lending: MigrationSet = {
  owner: 'lending',
  migrations: [
    {
      name: '0001-items',
      async up(db: Kysely<unknown>) {
        await db.schema
          .createTable('items')
          .addColumn('id', 'text', (c) => c.primaryKey().notNull())
          .addColumn('title', 'text')
          .addColumn('size', 'bigint')
          .addColumn('copies', 'integer')
          .addColumn('weight', 'double precision')
          .addColumn('percent', 'real')
          .execute()
        await db.schema.createIndex('items_by_title').on('items').columns(['copies', 'id']).execute()
        await db.schema
          .createIndex('items_one_of_each')
          .on('items')
          .column('size')
          .unique()
          .where(sql<boolean>`copies = -1`)
          .execute()
      },
      down: (db: Kysely<unknown>) => db.schema.dropTable('items').execute(),
    },
    {
      name: '0002-loans',
      async up(db: Kysely<unknown>) {
        await db.schema
          .createTable('loans')
          .addColumn('item_id', 'text', (c) => c.notNull().references('items.id').onDelete('cascade'))
          .addColumn('n', 'integer', (c) => c.notNull())
          .addColumn('after_id', 'text', (c) => c.references('loans.id'))
          .addColumn('id', 'text', (c) => c.notNull().unique())
          .addColumn('at', 'text', (c) => c.notNull())
          .addPrimaryKeyConstraint('loans_key', ['item_id', 'n'])
          .execute()
        await db.schema
          .createTable('tickets')
          .addColumn('number', 'integer', (c) => c.primaryKey().autoIncrement())
          .addColumn('word', 'text', (c) => c.notNull())
          .execute()
        await sql`create table "Shelf ""A""" ("order" integer primary key not null, "select" text)`.execute(
          db,
        )
        await db.schema
          .createTable('shelves')
          .addColumn('id', 'text', (c) => c.primaryKey().notNull())
          .addColumn('space_id', 'text', (c) => c.notNull())
          .execute()
        await guardSpaceRows(db, 'shelves')
        for (const step of perDialect(db, readings)) await step.execute(db)
      },
      async down(db: Kysely<unknown>) {
        for (const table of ['readings', 'shelves', 'Shelf "A"', 'tickets', 'loans'])
          await db.schema.dropTable(table).execute()
      },
    },
  ],
}

/** In parts where there are parts. */
const readings = {
  sqlite: [sql`create table readings (id text not null, at text not null, primary key (id, at))`],
  postgres: [
    sql`create table readings (id text collate "C" not null, at text collate "C" not null, primary key (id, at))
      partition by range (at)`,
    sql`create table readings_2026 partition of readings for values from ('2026') to ('2027')`,
    sql`create table readings_rest partition of readings default`,
    sql`create index readings_by_time on readings (at)`,
  ],
}

const big = 2n ** 53n - 1n
const long = 'Ünïcödé 🛖 '.repeat(20_000)

/** Rows that other movers lose: by table, in the order of its columns. */
export const hostileRows: Record<string, Row[]> = {
  items: [
    ['0199aaaa-0000-7000-8000-000000000001', 'plain', 1n, 1n, 1, 33.333_333_333_333_336],
    ['0199aaaa-0000-7000-8000-000000000002', '', 0n, 0n, 0, 0],
    ['0199aaaa-0000-7000-8000-000000000003', null, null, null, null, null],
    [
      'a',
      'The letter e\u0301 apart, \u00e9 as one, 👩‍👩‍👧‍👦 🏳️‍🌈 𝕏 \u{10FFFF} \uE000 \uFFFD \uFEFF \u202E',
      big,
      2n ** 31n - 1n,
      0.1,
      1e308,
    ],
    ['B', `'"\\{}[],NULL,\\N\t\r\n\u0001\u007f %s $1 ?`, -big, -(2n ** 31n), 5e-324, -1e-7],
    ['b', long, 2n ** 62n, -5n, 1.797_693_134_862_315_7e308, 123_456_789.123_456_79],
    ['ä', '{"a":1,  "b":[1.0,1e2,"\\u0000"]}', 5n, 5n, 1e21, 1e-6],
    ['é', '2026-11-21T08:00:00.000Z', 6n, 6n, Number.POSITIVE_INFINITY, 2 / 3],
    ['🛖', 'false', 7n, 7n, 9_007_199_254_740_994, 100],
    ['\uE000', ' 1', 8n, 8n, -1, 1],
    ['', 'an empty key', 9n, 9n, 4.35, 4.35],
    ['NULL', 'null', 10n, 10n, 1.1, 1],
  ],
  loans: [
    // The second loan of this item comes before the one it follows.
    ['a', 1n, 'zz', 'aa', '2026-11-21T08:00:00.000Z'],
    ['a', 2n, null, 'zz', '0000-01-01T00:00:00.000Z'],
    ['a', 10n, 'aa', 'bb', '9999-12-31T23:59:59.999Z'],
    ['b', 1n, null, 'cc', ''],
  ],
  tickets: [
    [1n, 'one'],
    [7n, 'seven'],
    [2n ** 31n - 2n, 'the last but one'],
  ],
  shelves: [
    ['one', 'space-1'],
    ['two', 'space-2'],
  ],
  readings: [
    ['a', '2025-12-31T23:59:59.999Z'],
    ['a', '2026-01-01T00:00:00.000Z'],
    ['b', '2027-01-01T00:00:00.000Z'],
  ],
  'Shelf "A"': [[3n, 'words of SQL as names']],
}
