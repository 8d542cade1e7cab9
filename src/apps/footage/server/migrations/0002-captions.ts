import type { NamedMigration } from '#platform/db/db.ts'

export const captions0002: NamedMigration = {
  name: '0002-captions',
  async up(db) {
    await db.schema
      .alterTable('clips')
      .addColumn('captions', 'text', (c) => c.notNull().defaultTo('[]'))
      .execute()
  },
  async down(db) {
    await db.schema.alterTable('clips').dropColumn('captions').execute()
  },
}
