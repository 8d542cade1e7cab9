import { sql } from 'kysely'
import type { NamedMigration } from '#platform/db/db.ts'

/** A tag knows the state and the time of its clip, so that a list by tag and state, or by tag and time, walks one index. */
export const tagPlaces0008: NamedMigration = {
  name: '0008-tag-places',
  async up(db) {
    await db.schema.alterTable('clip_tags').addColumn('clip_state', 'text').execute()
    await db.schema.alterTable('clip_tags').addColumn('clip_happened_at', 'text').execute()
    await sql`update clip_tags set
      clip_state = (select state from clips where id = clip_id),
      clip_happened_at = (select happened_at from clips where id = clip_id)`.execute(db)
  },
  async down(db) {
    await db.schema.alterTable('clip_tags').dropColumn('clip_state').execute()
    await db.schema.alterTable('clip_tags').dropColumn('clip_happened_at').execute()
  },
}
