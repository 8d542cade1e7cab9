import { sql } from 'kysely'
import type { NamedMigration } from '#platform/db/db.ts'

/** Attachments and share links. A note stands in one of two tables, so they refer to it by its id alone. */
export const noteFiles0002: NamedMigration = {
  name: '0002-note-files',
  async up(db) {
    await db.schema
      .createTable('note_attachments')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('space_id', 'text', (c) => c.notNull())
      .addColumn('note_id', 'text', (c) => c.notNull())
      .addColumn('account_id', 'text', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('size', 'bigint', (c) => c.notNull())
      .addColumn('type', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('upload_url', 'text')
      .addColumn('original_key', 'text')
      .addColumn('picture_type', 'text')
      .addColumn('shown_key', 'text')
      .addColumn('created_at', 'text', (c) => c.notNull())
      .addColumn('removed_at', 'text')
      .addColumn('purge_at', 'text')
      .execute()
    await db.schema
      .createIndex('note_attachments_by_note')
      .on('note_attachments')
      .columns(['note_id', 'id'])
      .execute()
    // For the quota: answers from the index alone.
    await db.schema
      .createIndex('note_attachments_by_space')
      .on('note_attachments')
      .columns(['space_id', 'original_key', 'size'])
      .execute()
    await db.schema
      .createIndex('note_attachments_purge')
      .on('note_attachments')
      .column('purge_at')
      .where(sql.ref('purge_at'), 'is not', null)
      .execute()

    await db.schema
      .createTable('note_shares')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('space_id', 'text', (c) => c.notNull())
      .addColumn('note_id', 'text', (c) => c.notNull())
      .addColumn('account_id', 'text', (c) => c.notNull())
      .addColumn('token_hash', 'text', (c) => c.notNull().unique())
      .addColumn('password_hash', 'text')
      .addColumn('created_at', 'text', (c) => c.notNull())
      .addColumn('expires_at', 'text')
      .execute()
    await db.schema.createIndex('note_shares_by_note').on('note_shares').columns(['note_id', 'id']).execute()
  },
  async down(db) {
    for (const table of ['note_shares', 'note_attachments']) await db.schema.dropTable(table).execute()
  },
}
