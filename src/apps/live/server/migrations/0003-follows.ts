import type { NamedMigration } from '#platform/db/db.ts'
import { guardSpaceRows } from '#platform/db/space-rows.ts'

const tables = ['live_follows', 'live_letters']

/** Who is told when a channel goes live, and the last letter of each kind that was sent for it. */
export const follows0003: NamedMigration = {
  name: '0003-follows',
  async up(db) {
    await db.schema
      .createTable('live_follows')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('space_id', 'text', (c) => c.notNull())
      .addColumn('channel_id', 'text', (c) => c.notNull())
      .addColumn('account_id', 'text', (c) => c.notNull())
      .addColumn('created_at', 'text', (c) => c.notNull())
      .addUniqueConstraint('live_follows_account', ['account_id', 'channel_id'])
      .execute()
    await db.schema
      .createIndex('live_follows_of_channel')
      .on('live_follows')
      .columns(['channel_id', 'id'])
      .execute()
    await db.schema
      .createIndex('live_follows_listed')
      .on('live_follows')
      .columns(['account_id', 'space_id', 'id'])
      .execute()

    await db.schema
      .createTable('live_letters')
      .addColumn('channel_id', 'text', (c) => c.notNull())
      .addColumn('account_id', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('space_id', 'text', (c) => c.notNull())
      .addColumn('event_id', 'text', (c) => c.notNull())
      .addColumn('sent_at', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('live_letters_pk', ['channel_id', 'account_id', 'kind'])
      .execute()
    await db.schema.createIndex('live_letters_by_time').on('live_letters').column('sent_at').execute()

    for (const table of tables) await guardSpaceRows(db, table)
  },
  async down(db) {
    for (const table of tables.toReversed()) await db.schema.dropTable(table).execute()
  },
}
