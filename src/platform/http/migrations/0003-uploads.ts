import type { Kysely } from 'kysely'
import type { NamedMigration } from '../../db/db.ts'

export const uploads: NamedMigration = {
  name: '0003-uploads',
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('uploads')
      .addColumn('id', 'text', (c) => c.primaryKey().notNull())
      .addColumn('owner', 'text', (c) => c.notNull())
      .addColumn('subject_id', 'text', (c) => c.notNull())
      .addColumn('space_id', 'text', (c) => c.notNull())
      .addColumn('account_id', 'text', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('type', 'text', (c) => c.notNull())
      .addColumn('size', 'bigint', (c) => c.notNull())
      .addColumn('folder', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('created_at', 'text', (c) => c.notNull())
      .addColumn('expires_at', 'text', (c) => c.notNull())
      .addColumn('finished_at', 'text')
      .execute()
    const index = (name: string, columns: string[]) =>
      db.schema.createIndex(name).on('uploads').columns(columns).execute()
    await index('uploads_subject', ['subject_id', 'state'])
    await index('uploads_space', ['space_id', 'state'])
    await index('uploads_open', ['state', 'id'])
    await index('uploads_expiry', ['expires_at'])
  },
  async down(db: Kysely<unknown>) {
    await db.schema.dropTable('uploads').execute()
  },
}
