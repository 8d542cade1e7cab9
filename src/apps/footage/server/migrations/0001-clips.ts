import { sql } from 'kysely'
import type { NamedMigration } from '#platform/db/db.ts'

export const clips0001: NamedMigration = {
  name: '0001-clips',
  async up(db) {
    await db.schema
      .createTable('clips')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('space_id', 'text', (c) => c.notNull())
      .addColumn('author_id', 'text', (c) => c.notNull())
      .addColumn('title', 'text', (c) => c.notNull())
      .addColumn('description', 'text', (c) => c.notNull())
      .addColumn('visibility', 'text', (c) => c.notNull())
      .addColumn('tags', 'text', (c) => c.notNull())
      .addColumn('recorded_at', 'text')
      .addColumn('happened_at', 'text', (c) => c.notNull())
      .addColumn('created_at', 'text', (c) => c.notNull())
      .addColumn('updated_at', 'text', (c) => c.notNull())
      .addColumn('deleted_at', 'text')
      .addColumn('purge_at', 'text')
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('percent', 'double precision', (c) => c.notNull())
      .addColumn('stage', 'text', (c) => c.notNull())
      .addColumn('seconds_left', 'double precision')
      .addColumn('run', 'text')
      .addColumn('watchable', 'integer', (c) => c.notNull())
      .addColumn('duration_seconds', 'double precision')
      .addColumn('width', 'integer')
      .addColumn('height', 'integer')
      .addColumn('size', 'bigint', (c) => c.notNull())
      .addColumn('file_name', 'text', (c) => c.notNull())
      .addColumn('upload_url', 'text')
      .addColumn('original_key', 'text')
      .addColumn('probe', 'text')
      .addColumn('poster_key', 'text')
      .addColumn('storyboard_folder', 'text')
      .addColumn('failure_code', 'text')
      .addColumn('failure_message', 'text')
      .addColumn('comment_count', 'integer', (c) => c.notNull())
      .addColumn('version', 'integer', (c) => c.notNull())
      .addColumn('access_version', 'integer', (c) => c.notNull())
      .addColumn('search_text', 'text', (c) => c.notNull())
      .execute()
    // Lists walk one of these two newest first: what is there, and the trash.
    await db.schema
      .createIndex('clips_listed')
      .on('clips')
      .columns(['space_id', 'id'])
      .where(sql.ref('deleted_at'), 'is', null)
      .execute()
    await db.schema
      .createIndex('clips_deleted')
      .on('clips')
      .columns(['space_id', 'id'])
      .where(sql.ref('deleted_at'), 'is not', null)
      .execute()
    await db.schema
      .createIndex('clips_purge')
      .on('clips')
      .column('purge_at')
      .where(sql.ref('purge_at'), 'is not', null)
      .execute()

    await db.schema
      .createTable('clip_renditions')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('clip_id', 'text', (c) => c.notNull().references('clips.id'))
      .addColumn('height', 'integer', (c) => c.notNull())
      .addColumn('width', 'integer', (c) => c.notNull())
      .addColumn('source', 'integer', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('percent', 'double precision', (c) => c.notNull())
      .addColumn('run', 'text', (c) => c.notNull())
      .addColumn('folder', 'text')
      .addColumn('output', 'text')
      .addUniqueConstraint('clip_renditions_one_of_each', ['clip_id', 'height', 'source'])
      .execute()

    await db.schema
      .createTable('clip_tags')
      .addColumn('clip_id', 'text', (c) => c.notNull().references('clips.id'))
      .addColumn('space_id', 'text', (c) => c.notNull())
      .addColumn('folded', 'text', (c) => c.notNull())
      .addColumn('tag', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('clip_tags_pk', ['clip_id', 'folded'])
      .execute()
    await db.schema
      .createIndex('clip_tags_by_tag')
      .on('clip_tags')
      .columns(['space_id', 'folded', 'clip_id'])
      .execute()

    await db.schema
      .createTable('clip_comments')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('clip_id', 'text', (c) => c.notNull().references('clips.id'))
      .addColumn('space_id', 'text', (c) => c.notNull())
      .addColumn('author_id', 'text', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addColumn('at', 'double precision')
      .addColumn('created_at', 'text', (c) => c.notNull())
      .addColumn('search_text', 'text', (c) => c.notNull())
      .execute()
    await db.schema
      .createIndex('clip_comments_by_clip')
      .on('clip_comments')
      .columns(['clip_id', 'id'])
      .execute()
  },
  async down(db) {
    for (const table of ['clip_comments', 'clip_tags', 'clip_renditions', 'clips'])
      await db.schema.dropTable(table).execute()
  },
}
