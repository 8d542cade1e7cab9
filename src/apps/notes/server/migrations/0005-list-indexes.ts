import { type Kysely, sql } from 'kysely'
import type { NamedMigration } from '#platform/db/db.ts'

const shelves = ['notes', 'archived_notes']

/** What was made in a time stands together; the tags of a space are found by themselves. */
export const listIndexes0005: NamedMigration = {
  name: '0005-list-indexes',
  beside: true,
  async up(db) {
    for (const table of shelves) {
      const there = (name: string, columns: string[]) =>
        index(db, table, `${table}_${name}`, columns, 'deleted_at')
      await there('made', ['space_id', 'visibility', 'id'])
      await there('made_by_author', ['space_id', 'author_id', 'visibility', 'id'])
    }
    // The author last: one author's notes of a tag are looked for in the index alone.
    const tagged = ['space_id', 'shelf', 'folded', 'visibility', 'note_id', 'author_id']
    await index(db, 'note_tags', 'note_tags_made', tagged)
    await index(db, 'note_tag_counts', 'note_tag_counts_of_space', ['space_id', 'folded'])
    // For the quota, as that of attachments: answers from the index alone.
    await index(db, 'note_imports', 'note_imports_by_space', ['space_id', 'key', 'size'])
  },
  async down(db) {
    for (const table of shelves)
      for (const name of ['made', 'made_by_author']) await db.schema.dropIndex(`${table}_${name}`).execute()
    for (const name of ['note_tags_made', 'note_tag_counts_of_space', 'note_imports_by_space'])
      await db.schema.dropIndex(name).execute()
  },
}

async function index(db: Kysely<unknown>, table: string, name: string, columns: string[], absent?: string) {
  const made = db.schema.createIndex(name).on(table).columns(columns)
  await (absent ? made.where(sql.ref(absent), 'is', null) : made).execute()
}
