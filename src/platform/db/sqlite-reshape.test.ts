import { type Kysely, sql } from 'kysely'
import { expect, test } from 'vitest'
import { openTestDb } from '../../../test/harness/open-test-db.ts'
import type { AnyTx, NamedMigration } from './db.ts'
import { openMigrator } from './migrator.ts'

// Only SQLite needs to rebuild a table to change it.
test('a table that others point to can be rebuilt, and links that would break are refused', async () => {
  const { db, close } = await openTestDb()
  const linked: NamedMigration = {
    name: '1',
    async up(on: Kysely<unknown>) {
      await sql`create table parents (id text primary key)`.execute(on)
      await sql`create table children (parent text references parents (id) on delete cascade)`.execute(on)
      await sql`insert into parents values ('p')`.execute(on)
      await sql`insert into children values ('p')`.execute(on)
    },
  }
  const rebuild: NamedMigration = {
    name: '2',
    async up(on: Kysely<unknown>) {
      await sql`create table parents_2 (id text primary key, name text)`.execute(on)
      await sql`insert into parents_2 select id, 'x' from parents`.execute(on)
      await sql`drop table parents`.execute(on)
      await sql`alter table parents_2 rename to parents`.execute(on)
    },
  }
  const orphaning: NamedMigration = {
    name: '3',
    up: async (on: Kysely<unknown>) => void (await sql`delete from parents`.execute(on)),
  }
  await openMigrator(db, [set(linked, rebuild)]).up()
  const children = () => sql`select * from children`.execute(db.read as unknown as AnyTx)
  expect((await children()).rows).toEqual([{ parent: 'p' }])
  await expect(openMigrator(db, [set(linked, rebuild, orphaning)]).up()).rejects.toThrow('children')
  const outside = db.transact((tx) => sql`insert into children values ('nobody')`.execute(tx))
  await expect(outside).rejects.toMatchObject({ code: 'linked' })
  await close()
})

const set = (...migrations: NamedMigration[]) => ({ owner: 'a', migrations })
