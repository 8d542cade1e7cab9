import { sql } from 'kysely'
import type { NamedMigration } from '../../db/db.ts'

/** What the members of a space are sorted by stands with the membership, so that a list of them walks an index. */
export const memberNames: NamedMigration = {
  name: '0008-member-names',
  async up(db) {
    // A release that does not know it leaves the name away: who joins meanwhile stands first.
    await db.schema
      .alterTable('memberships')
      .addColumn('name_key', 'text', (column) => column.notNull().defaultTo(''))
      .execute()
    await sql`update memberships set name_key = (select name_key from accounts where id = account_id)`.execute(
      db,
    )
  },
  async down(db) {
    await db.schema.alterTable('memberships').dropColumn('name_key').execute()
  },
}
