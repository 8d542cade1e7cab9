import type { Kysely } from 'kysely'
import type { NamedMigration } from '#platform/db/db.ts'
import { joinPartitions, partitionByMonth } from '#platform/db/partitions.ts'
import { guardSpaceRows } from '#platform/db/space-rows.ts'

/** What only grows, the archive and the history of notes, stands in parts by the month in which the note was made. */
export const partitions0006: NamedMigration = {
  name: '0006-partitions',
  async up(db) {
    await partitionByMonth(db, 'archived_notes', 'id')
    await partitionByMonth(db, 'note_revisions', 'note_id')
    await guard(db)
  },
  async down(db) {
    // The policy of the history looks into the archive.
    await joinPartitions(db, 'note_revisions')
    await joinPartitions(db, 'archived_notes')
    await guard(db)
  },
}

/** The tables are new ones. */
async function guard(db: Kysely<unknown>): Promise<void> {
  await guardSpaceRows(db, 'archived_notes')
  await guardSpaceRows(db, 'note_revisions', { column: 'note_id', parents: ['notes', 'archived_notes'] })
}
