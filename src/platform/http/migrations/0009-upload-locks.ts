import type { Kysely } from 'kysely'
import type { NamedMigration } from '../../db/db.ts'

export const uploadLocks: NamedMigration = {
  name: '0009-upload-locks',
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('upload_locks')
      .addColumn('upload_id', 'text', (c) => c.primaryKey().notNull())
      .addColumn('holder', 'text')
      .addColumn('epoch', 'bigint', (c) => c.notNull())
      .addColumn('beat', 'bigint', (c) => c.notNull())
      .addColumn('wanted', 'integer', (c) => c.notNull())
      .addColumn('taken_at', 'text', (c) => c.notNull())
      .execute()
    await db.schema.createIndex('upload_locks_age').on('upload_locks').column('taken_at').execute()
  },
  async down(db: Kysely<unknown>) {
    await db.schema.dropTable('upload_locks').execute()
  },
}
