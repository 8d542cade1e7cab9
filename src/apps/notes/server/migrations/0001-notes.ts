import { type Kysely, sql } from 'kysely'
import type { NamedMigration } from '#platform/db/db.ts'

export const notes0001: NamedMigration = {
  name: '0001-notes',
  async up(db) {
    await createNotes(db, 'notes')
    await createNotes(db, 'archived_notes')

    await db.schema
      .createTable('note_revisions')
      .addColumn('note_id', 'text', (c) => c.notNull())
      .addColumn('version', 'integer', (c) => c.notNull())
      .addColumn('at', 'text', (c) => c.notNull())
      .addColumn('editor_id', 'text', (c) => c.notNull())
      .addColumn('title', 'text', (c) => c.notNull())
      .addColumn('tags', 'text', (c) => c.notNull())
      .addColumn('length', 'integer', (c) => c.notNull())
      .addColumn('kept_start', 'integer', (c) => c.notNull())
      .addColumn('kept_end', 'integer', (c) => c.notNull())
      .addColumn('renamed', 'text')
      .addColumn('text', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('note_revisions_pk', ['note_id', 'version'])
      .execute()

    await db.schema
      .createTable('note_tags')
      .addColumn('note_id', 'text', (c) => c.notNull())
      .addColumn('space_id', 'text', (c) => c.notNull())
      .addColumn('folded', 'text', (c) => c.notNull())
      .addColumn('tag', 'text', (c) => c.notNull())
      .addColumn('shelf', 'text', (c) => c.notNull())
      .addColumn('author_id', 'text', (c) => c.notNull())
      .addColumn('visibility', 'text', (c) => c.notNull())
      .addColumn('pinned', 'integer', (c) => c.notNull())
      .addColumn('updated_at', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('note_tags_pk', ['note_id', 'folded'])
      .execute()
    const tagged = ['space_id', 'shelf', 'folded'] as const
    await db.schema
      .createIndex('note_tags_listed')
      .on('note_tags')
      .columns([...tagged, 'visibility', 'pinned', 'updated_at', 'note_id'])
      .execute()
    await db.schema
      .createIndex('note_tags_by_author')
      .on('note_tags')
      .columns([...tagged, 'author_id', 'visibility', 'pinned', 'updated_at', 'note_id'])
      .execute()

    await db.schema
      .createTable('note_tag_counts')
      .addColumn('space_id', 'text', (c) => c.notNull())
      .addColumn('shelf', 'text', (c) => c.notNull())
      .addColumn('private_to', 'text', (c) => c.notNull())
      .addColumn('folded', 'text', (c) => c.notNull())
      .addColumn('tag', 'text', (c) => c.notNull())
      .addColumn('count', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('note_tag_counts_pk', ['space_id', 'shelf', 'private_to', 'folded'])
      .execute()

    await db.schema
      .createTable('note_links')
      .addColumn('from_id', 'text', (c) => c.notNull())
      .addColumn('place', 'integer', (c) => c.notNull())
      .addColumn('space_id', 'text', (c) => c.notNull())
      .addColumn('to_id', 'text')
      .addColumn('to_title', 'text')
      .addColumn('text', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('note_links_pk', ['from_id', 'place'])
      .execute()
    for (const target of ['to_id', 'to_title'])
      await db.schema
        .createIndex(`note_links_${target}`)
        .on('note_links')
        .columns(['space_id', target, 'from_id'])
        .where(sql.ref(target), 'is not', null)
        .execute()
  },
  async down(db) {
    for (const table of [
      'note_links',
      'note_tag_counts',
      'note_tags',
      'note_revisions',
      'archived_notes',
      'notes',
    ])
      await db.schema.dropTable(table).execute()
  },
}

async function createNotes(db: Kysely<unknown>, table: 'notes' | 'archived_notes'): Promise<void> {
  await db.schema
    .createTable(table)
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('space_id', 'text', (c) => c.notNull())
    .addColumn('author_id', 'text', (c) => c.notNull())
    .addColumn('editor_id', 'text', (c) => c.notNull())
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('title_folded', 'text', (c) => c.notNull())
    .addColumn('excerpt', 'text', (c) => c.notNull())
    .addColumn('tags', 'text', (c) => c.notNull())
    .addColumn('pinned', 'integer', (c) => c.notNull())
    .addColumn('visibility', 'text', (c) => c.notNull())
    .addColumn('archived_at', 'text')
    .addColumn('deleted_at', 'text')
    .addColumn('purge_at', 'text')
    .addColumn('created_at', 'text', (c) => c.notNull())
    .addColumn('updated_at', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('access_version', 'integer', (c) => c.notNull())
    .addColumn('body', 'text', (c) => c.notNull())
    .execute()
  const there = (name: string) =>
    db.schema.createIndex(`${table}_${name}`).on(table).where(sql.ref('deleted_at'), 'is', null)
  const deleted = (name: string) =>
    db.schema.createIndex(`${table}_${name}`).on(table).where(sql.ref('deleted_at'), 'is not', null)
  // Lists walk one of these from the end: everybody's notes of a visibility, or one author's.
  await there('listed').columns(['space_id', 'visibility', 'pinned', 'updated_at', 'id']).execute()
  await there('by_author')
    .columns(['space_id', 'author_id', 'visibility', 'pinned', 'updated_at', 'id'])
    .execute()
  await there('titled').columns(['space_id', 'title_folded', 'id']).execute()
  await deleted('deleted').columns(['space_id', 'deleted_at', 'id']).execute()
  await deleted('deleted_by_author').columns(['space_id', 'author_id', 'deleted_at', 'id']).execute()
  await deleted('purge').column('purge_at').execute()
}
