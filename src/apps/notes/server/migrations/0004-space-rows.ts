import type { NamedMigration } from '#platform/db/db.ts'
import { guardSpaceRows, unguardSpaceRows } from '#platform/db/space-rows.ts'

const ofSpaces = [
  'notes',
  'archived_notes',
  'note_tags',
  'note_tag_counts',
  'note_links',
  'note_attachments',
  'note_shares',
  'note_exports',
  'note_imports',
  'note_import_keys',
]

/** Each seen in its own space alone; the history of a note with the note, in whichever table that stands. */
export const spaceRows0004: NamedMigration = {
  name: '0004-space-rows',
  async up(db) {
    for (const table of ofSpaces) await guardSpaceRows(db, table)
    await guardSpaceRows(db, 'note_revisions', { column: 'note_id', parents: ['notes', 'archived_notes'] })
  },
  async down(db) {
    for (const table of [...ofSpaces, 'note_revisions']) await unguardSpaceRows(db, table)
  },
}
