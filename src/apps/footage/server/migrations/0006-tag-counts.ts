import { sql } from 'kysely'
import type { NamedMigration } from '#platform/db/db.ts'
import { guardSpaceRows } from '#platform/db/space-rows.ts'

/** How many clips have a tag, kept with the tags, so that nobody counts a million rows to show a list of tags. */
export const tagCounts0006: NamedMigration = {
  name: '0006-tag-counts',
  async up(db) {
    await db.schema.alterTable('clip_tags').addColumn('counted_for', 'text').execute()
    await db.schema
      .createTable('clip_tag_counts')
      .addColumn('space_id', 'text', (c) => c.notNull())
      .addColumn('seen_by', 'text', (c) => c.notNull())
      .addColumn('folded', 'text', (c) => c.notNull())
      .addColumn('tag', 'text', (c) => c.notNull())
      .addColumn('count', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('clip_tag_counts_pk', ['space_id', 'seen_by', 'folded'])
      .execute()
    await sql`update clip_tags set counted_for = (
      select case when visibility = 'private' then author_id when visibility = 'public' and watchable = 1 then 'public' else 'members' end
      from clips where id = clip_id and deleted_at is null)`.execute(db)
    await sql`insert into clip_tag_counts (space_id, seen_by, folded, tag, count)
      select space_id, counted_for, folded, max(tag), count(*) from clip_tags where counted_for is not null
      group by space_id, counted_for, folded`.execute(db)
    await guardSpaceRows(db, 'clip_tag_counts')
  },
  async down(db) {
    await db.schema.dropTable('clip_tag_counts').execute()
    await db.schema.alterTable('clip_tags').dropColumn('counted_for').execute()
  },
}
