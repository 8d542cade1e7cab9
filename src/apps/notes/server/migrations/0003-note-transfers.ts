import { sql } from 'kysely'
import type { NamedMigration } from '#platform/db/db.ts'

/** Exports and imports. */
export const noteTransfers0003: NamedMigration = {
  name: '0003-note-transfers',
  async up(db) {
    await db.schema
      .createTable('note_exports')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('space_id', 'text', (c) => c.notNull())
      .addColumn('account_id', 'text', (c) => c.notNull())
      .addColumn('format', 'text', (c) => c.notNull())
      .addColumn('ask', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('job_id', 'text', (c) => c.notNull())
      .addColumn('sees', 'text', (c) => c.notNull())
      .addColumn('key', 'text')
      .addColumn('size', 'bigint')
      .addColumn('created_at', 'text', (c) => c.notNull())
      .addColumn('expires_at', 'text')
      .addColumn('purge_at', 'text')
      .addColumn('failure_code', 'text')
      .addColumn('failure_message', 'text')
      .addColumn('removed_at', 'text')
      .execute()

    await db.schema
      .createTable('note_imports')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('space_id', 'text', (c) => c.notNull())
      .addColumn('account_id', 'text', (c) => c.notNull())
      .addColumn('file_name', 'text', (c) => c.notNull())
      .addColumn('size', 'bigint', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('upload_url', 'text')
      .addColumn('key', 'text')
      .addColumn('job_id', 'text')
      .addColumn('position', 'integer', (c) => c.notNull())
      .addColumn('created', 'integer', (c) => c.notNull())
      .addColumn('skipped', 'integer', (c) => c.notNull())
      .addColumn('problems', 'text', (c) => c.notNull())
      .addColumn('problem_count', 'integer', (c) => c.notNull())
      .addColumn('created_at', 'text', (c) => c.notNull())
      .addColumn('failure_code', 'text')
      .addColumn('failure_message', 'text')
      .addColumn('purge_at', 'text')
      .execute()

    for (const table of ['note_exports', 'note_imports']) {
      await db.schema
        .createIndex(`${table}_listed`)
        .on(table)
        .columns(['space_id', 'account_id', 'id'])
        .execute()
      await db.schema
        .createIndex(`${table}_purge`)
        .on(table)
        .column('purge_at')
        .where(sql.ref('purge_at'), 'is not', null)
        .execute()
    }

    await db.schema
      .createTable('note_import_keys')
      .addColumn('space_id', 'text', (c) => c.notNull())
      .addColumn('key', 'text', (c) => c.notNull())
      .addColumn('note_id', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('note_import_keys_pk', ['space_id', 'key'])
      .execute()
    await db.schema.createIndex('note_import_keys_by_note').on('note_import_keys').column('note_id').execute()
  },
  async down(db) {
    for (const table of ['note_import_keys', 'note_imports', 'note_exports'])
      await db.schema.dropTable(table).execute()
  },
}
