import type { NamedMigration } from '#platform/db/db.ts'
import { guardSpaceRows, unguardSpaceRows } from '#platform/db/space-rows.ts'

const ofSpaces = ['clips', 'clip_tags', 'clip_comments']

/** Each seen in its own space alone. */
export const spaceRows0004: NamedMigration = {
  name: '0004-space-rows',
  async up(db) {
    for (const table of ofSpaces) await guardSpaceRows(db, table)
    await guardSpaceRows(db, 'clip_renditions', { column: 'clip_id', parents: ['clips'] })
  },
  async down(db) {
    for (const table of [...ofSpaces, 'clip_renditions']) await unguardSpaceRows(db, table)
  },
}
