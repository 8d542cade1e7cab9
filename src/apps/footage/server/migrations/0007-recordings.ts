import { sql } from 'kysely'
import type { NamedMigration } from '#platform/db/db.ts'
import { guardSpaceRows } from '#platform/db/space-rows.ts'

/** Clips that are played from the segments of a recording, until they are one file. */
export const recordings0007: NamedMigration = {
  name: '0007-recordings',
  async up(db) {
    await db.schema
      .createTable('clip_recordings')
      .addColumn('clip_id', 'text', (c) => c.primaryKey().references('clips.id'))
      .addColumn('space_id', 'text', (c) => c.notNull())
      .addColumn('folder', 'text')
      .addColumn('playlist', 'text', (c) => c.notNull())
      .addColumn('codecs', 'text', (c) => c.notNull())
      .addColumn('frame_rate', 'double precision')
      .addColumn('runs', 'text', (c) => c.notNull())
      .addColumn('bytes', 'bigint', (c) => c.notNull())
      .addColumn('joined_at', 'text')
      .addColumn('source_title', 'text', (c) => c.notNull())
      .addColumn('source_path', 'text', (c) => c.notNull())
      .execute()
    await db.schema
      .createIndex('clip_recordings_by_folder')
      .on('clip_recordings')
      .column('folder')
      .where(sql.ref('folder'), 'is not', null)
      .execute()
    await db.schema
      .createIndex('clip_recordings_joined')
      .on('clip_recordings')
      .column('joined_at')
      .where(sql.ref('folder'), 'is not', null)
      .execute()
    await db.schema
      .createIndex('clip_recordings_stored')
      .on('clip_recordings')
      .columns(['space_id', 'bytes'])
      .execute()
    await guardSpaceRows(db, 'clip_recordings')
  },
  async down(db) {
    await db.schema.dropTable('clip_recordings').execute()
  },
}
