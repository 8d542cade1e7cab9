import type { NamedMigration } from '#platform/db/db.ts'
import { guardSpaceRows } from '#platform/db/space-rows.ts'

const tables = ['chat_messages', 'chat_bans', 'chat_paces', 'chat_pins']

/** What is written beside a stream, who may not write, and how fast everybody did. */
export const chat0002: NamedMigration = {
  name: '0002-chat',
  async up(db) {
    await db.schema
      .createTable('chat_messages')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('space_id', 'text', (c) => c.notNull())
      .addColumn('channel_id', 'text', (c) => c.notNull())
      .addColumn('event_id', 'text')
      .addColumn('at', 'double precision')
      .addColumn('person', 'text', (c) => c.notNull())
      .addColumn('account_id', 'text')
      .addColumn('guest_name', 'text')
      .addColumn('role', 'text', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addColumn('created_at', 'text', (c) => c.notNull())
      .addColumn('removed_at', 'text')
      .execute()
    const indexes = [
      { name: 'chat_messages_of_channel', columns: ['channel_id', 'id'] },
      { name: 'chat_messages_of_event', columns: ['event_id', 'at', 'id'] },
      { name: 'chat_messages_of_person', columns: ['channel_id', 'person', 'id'] },
    ]
    for (const { name, columns } of indexes)
      await db.schema.createIndex(name).on('chat_messages').columns(columns).execute()
    await db.schema.createIndex('chat_messages_by_time').on('chat_messages').column('created_at').execute()

    await db.schema
      .createTable('chat_bans')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('space_id', 'text', (c) => c.notNull())
      .addColumn('channel_id', 'text', (c) => c.notNull())
      .addColumn('person', 'text', (c) => c.notNull())
      .addColumn('account_id', 'text')
      .addColumn('guest_name', 'text')
      .addColumn('until', 'text')
      .addColumn('created_at', 'text', (c) => c.notNull())
      .addColumn('by_id', 'text', (c) => c.notNull())
      .addUniqueConstraint('chat_bans_person', ['channel_id', 'person'])
      .execute()
    await db.schema
      .createIndex('chat_bans_of_channel')
      .on('chat_bans')
      .columns(['channel_id', 'id'])
      .execute()

    await db.schema
      .createTable('chat_paces')
      .addColumn('channel_id', 'text', (c) => c.notNull())
      .addColumn('space_id', 'text', (c) => c.notNull())
      .addColumn('person', 'text', (c) => c.notNull())
      .addColumn('last_at', 'text', (c) => c.notNull())
      .addColumn('window_at', 'text', (c) => c.notNull())
      .addColumn('window_count', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('chat_paces_pk', ['channel_id', 'person'])
      .execute()
    await db.schema.createIndex('chat_paces_by_time').on('chat_paces').column('last_at').execute()

    await db.schema
      .createTable('chat_pins')
      .addColumn('channel_id', 'text', (c) => c.primaryKey())
      .addColumn('space_id', 'text', (c) => c.notNull())
      .addColumn('message_id', 'text', (c) => c.notNull())
      .execute()

    for (const table of tables) await guardSpaceRows(db, table)
  },
  async down(db) {
    for (const table of tables.toReversed()) await db.schema.dropTable(table).execute()
  },
}
