import type { NamedMigration } from '../../db/db.ts'
import { guardSpaceRows, unguardSpaceRows } from '../../db/space-rows.ts'

const ofSpaces = ['memberships', 'invitations', 'uploads', 'search_entries', 'search_marks']
/** Keys that are not bound to a space, and jobs that work for the house. */
const ofSpacesOrHouse = ['api_keys', 'jobs']

/** The platform's rows of spaces, each seen in its own alone (docs/decisions/0017-the-rows-on-postgresql.md). */
export const spaceRows: NamedMigration = {
  name: '0007-space-rows',
  async up(db) {
    await guardSpaceRows(db, 'spaces', { column: 'id' })
    for (const table of ofSpaces) await guardSpaceRows(db, table)
    for (const table of ofSpacesOrHouse)
      await guardSpaceRows(db, table, { column: 'space_id', orHouse: true })
  },
  async down(db) {
    for (const table of ['spaces', ...ofSpaces, ...ofSpacesOrHouse]) await unguardSpaceRows(db, table)
  },
}
