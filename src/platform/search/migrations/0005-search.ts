import { type Kysely, sql } from 'kysely'
import type { NamedMigration } from '../../db/db.ts'

export const search: NamedMigration = {
  name: '0005-search',
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('search_entries')
      .addColumn('position', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('space_id', 'text', (column) => column.notNull())
      .addColumn('at', 'text', (column) => column.notNull())
      .addColumn('author_id', 'text')
      .addColumn('visibility', 'text', (column) => column.notNull())
      .addColumn('archived', 'integer', (column) => column.notNull())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('tags', 'text', (column) => column.notNull())
      .addColumn('text', 'text', (column) => column.notNull())
      .addUniqueConstraint('search_entries_object', ['kind', 'id', 'space_id'])
      .execute()
    await db.schema
      .createTable('search_marks')
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('space_id', 'text', (column) => column.notNull())
      .addColumn('stamp', 'text', (column) => column.notNull())
      .addColumn('filling', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('search_marks_object', ['kind', 'id', 'space_id'])
      .execute()
    await db.schema
      .createIndex('search_marks_order')
      .on('search_marks')
      .columns(['filling', 'stamp'])
      .execute()
    await db.schema
      .createTable('search_fills')
      .addColumn('kind', 'text', (column) => column.primaryKey())
      .addColumn('after', 'text')
      .addColumn('done', 'integer', (column) => column.notNull())
      .execute()
    // Tokens are made by the house (tokens.ts), so every sign beyond ASCII is part of one. The text itself is in `search_entries`.
    await sql`create virtual table search_words using fts5(
      title, tags, body, terms,
      content = '', contentless_delete = 1, tokenize = "ascii tokenchars '_'", prefix = '1 2 3'
    )`.execute(db)
  },
  async down(db: Kysely<unknown>) {
    for (const table of ['search_words', 'search_fills', 'search_marks', 'search_entries'])
      await db.schema.dropTable(table).execute()
  },
}
