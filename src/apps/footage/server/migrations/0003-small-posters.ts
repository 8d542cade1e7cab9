import type { NamedMigration } from '#platform/db/db.ts'

export const smallPosters0003: NamedMigration = {
  name: '0003-small-posters',
  async up(db) {
    await db.schema.alterTable('clips').addColumn('pictures_folder', 'text').execute()
  },
  async down(db) {
    await db.schema.alterTable('clips').dropColumn('pictures_folder').execute()
  },
}
