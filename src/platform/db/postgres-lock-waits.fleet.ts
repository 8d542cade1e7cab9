import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openTestDb } from '../../../test/harness/open-test-db.ts'
import { openMigrator } from './migrator.ts'
import type { AnyTx, NamedMigration } from './db.ts'

const made: NamedMigration = {
  name: '0001-made',
  up: (db) => db.schema.createTable('looked_at').addColumn('id', 'text').execute(),
}
const widened: NamedMigration = {
  name: '0002-widened',
  up: (db) => db.schema.alterTable('looked_at').addColumn('more', 'text').execute(),
}

test('a change of a table that somebody looks at waits, and nobody waits behind it for long', async () => {
  const house = await openTestDb([{ owner: 'a', migrations: [made] }])
  try {
    const looks = Promise.withResolvers<void>()
    const looked = Promise.withResolvers<void>()
    const look = house.db.transact(async (tx) => {
      await sql`select * from looked_at`.execute(tx)
      looks.resolve()
      await looked.promise
    })
    await looks.promise
    const migrating = openMigrator(house.db, [{ owner: 'a', migrations: [made, widened] }]).up()
    // More often than a write may wait for a lock: each of them passes the change that waits.
    for (let n = 0; n < 3; n++)
      await house.db.transact((tx) => sql`insert into looked_at (id) values ('x')`.execute(tx))
    const seen = await sql<{ id: string }>`select * from looked_at`.execute(house.db.read as unknown as AnyTx)
    expect(seen.rows).toHaveLength(3)
    looked.resolve()
    await look
    expect(await migrating).toEqual(['a/0002-widened'])
  } finally {
    await house.close()
  }
})
