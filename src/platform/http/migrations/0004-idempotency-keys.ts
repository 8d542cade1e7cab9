import type { Kysely } from 'kysely'
import type { NamedMigration } from '../../db/db.ts'

export const idempotencyKeys: NamedMigration = {
  name: '0004-idempotency-keys',
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('idempotency_keys')
      // Hash of account, route and key: the key itself may be anything a client makes up.
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('body_hash', 'text', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      // JSON; null while the first request is at work.
      .addColumn('answer', 'text')
      .execute()
    await db.schema
      .createIndex('idempotency_keys_created')
      .on('idempotency_keys')
      .column('created_at')
      .execute()
  },
  async down(db: Kysely<unknown>) {
    await db.schema.dropTable('idempotency_keys').execute()
  },
}
