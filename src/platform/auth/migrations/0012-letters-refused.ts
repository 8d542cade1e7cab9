import type { NamedMigration } from '../../db/db.ts'

/** Who takes no letters about what happens in their spaces. */
export const lettersRefused: NamedMigration = {
  name: '0012-letters-refused',
  async up(db) {
    await db.schema.alterTable('accounts').addColumn('letters_refused_at', 'text').execute()
  },
  async down(db) {
    await db.schema.alterTable('accounts').dropColumn('letters_refused_at').execute()
  },
}
