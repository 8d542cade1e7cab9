import { type Kysely, sql } from 'kysely'
import type { NamedMigration } from '#platform/db/db.ts'

/** One for each way that clips are listed: what guests see, by state, by time, one author's; and those that have no small posters yet. */
export const listIndexes0005: NamedMigration = {
  name: '0005-list-indexes',
  beside: true,
  async up(db) {
    await there(db, 'clips_by_visibility', ['space_id', 'visibility', 'id']).execute()
    await there(db, 'clips_by_state', ['space_id', 'state', 'id']).execute()
    await there(db, 'clips_by_time', ['space_id', 'happened_at', 'id']).execute()
    await there(db, 'clips_by_author', ['space_id', 'author_id', 'visibility']).execute()
    await there(db, 'clips_unshrunk', ['id'])
      .where(sql.ref('poster_key'), 'is not', null)
      .where(sql.ref('pictures_folder'), 'is', null)
      .execute()
    // For the quota: answers from the index alone.
    await db.schema
      .createIndex('clips_stored')
      .on('clips')
      .columns(['space_id', 'size'])
      .where(sql.ref('original_key'), 'is not', null)
      .execute()
  },
  async down(db) {
    for (const name of ['visibility', 'state', 'time', 'author'])
      await db.schema.dropIndex(`clips_by_${name}`).execute()
    for (const name of ['clips_unshrunk', 'clips_stored']) await db.schema.dropIndex(name).execute()
  },
}

const there = (db: Kysely<unknown>, name: string, columns: string[]) =>
  db.schema.createIndex(name).on('clips').columns(columns).where(sql.ref('deleted_at'), 'is', null)
