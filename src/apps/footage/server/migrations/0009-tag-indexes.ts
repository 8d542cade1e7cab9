import { sql } from 'kysely'
import type { NamedMigration } from '#platform/db/db.ts'

/** One for each two or three filters that may hardly ever meet. */
export const tagIndexes0009: NamedMigration = {
  name: '0009-tag-indexes',
  beside: true,
  async up(db) {
    for (const [name, columns] of Object.entries(ofTags))
      await db.schema
        .createIndex(name)
        .on('clip_tags')
        .columns(['space_id', 'folded', ...columns, 'clip_id'])
        .execute()
    await db.schema
      .createIndex('clips_by_state_and_time')
      .on('clips')
      .columns(['space_id', 'state', 'happened_at', 'id'])
      .where(sql.ref('deleted_at'), 'is', null)
      .execute()
  },
  async down(db) {
    for (const name of [...Object.keys(ofTags), 'clips_by_state_and_time'])
      await db.schema.dropIndex(name).execute()
  },
}

const ofTags = {
  clip_tags_by_state: ['clip_state'],
  clip_tags_by_time: ['clip_happened_at'],
  clip_tags_by_state_and_time: ['clip_state', 'clip_happened_at'],
}
