import type { Kysely } from 'kysely'
import type { NamedMigration } from '../../db/db.ts'

export const duties: NamedMigration = {
  name: '0006-duties',
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('duties')
      .addColumn('name', 'text', (column) => column.primaryKey().notNull())
      .addColumn('owner', 'text')
      .addColumn('epoch', 'integer', (column) => column.notNull())
      .addColumn('beat', 'integer', (column) => column.notNull())
      .execute()
  },
  async down(db: Kysely<unknown>) {
    await db.schema.dropTable('duties').execute()
  },
}
