import { type Kysely, sql } from 'kysely'
import type { NamedMigration } from '../../db/db.ts'
import { perDialect } from '../../db/per-dialect.ts'

export const search: NamedMigration = {
  name: '0005-search',
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('search_entries')
      .addColumn('position', perDialect(db, { sqlite: 'integer', postgres: 'bigint' }), (column) =>
        column.primaryKey().autoIncrement(),
      )
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
    for (const step of perDialect(db, words)) await step.execute(db)
  },
  async down(db: Kysely<unknown>) {
    for (const step of perDialect(db, { sqlite: [], postgres: [sql`drop function search_found`] }))
      await step.execute(db)
    for (const table of ['search_words', 'search_fills', 'search_marks', 'search_entries'])
      await db.schema.dropTable(table).execute()
  },
}

/** Where the words are. Tokens are made by the house (tokens.ts); the text as it was written is in `search_entries`. */
const words = {
  sqlite: [
    // Every sign beyond ASCII is part of a token.
    sql`create virtual table search_words using fts5(
      title, tags, body, terms,
      content = '', contentless_delete = 1, tokenize = "ascii tokenchars '_'", prefix = '1 2 3'
    )`,
  ],
  // What a search looks at stays in few pages: lexemes and texts are kept aside (toast). It has no `space_id`, because an index of lexemes
  // cannot be used under a policy (`@@` is not leakproof): the space is in the lexemes, and what is shown comes out of `search_entries`.
  postgres: [
    sql`create table search_words (
      position bigint primary key references search_entries (position) on delete cascade,
      kind text collate "C" not null,
      words tsvector not null,
      named text collate "C" not null,
      body text collate "C" not null
    ) with (toast_tuple_target = 128, autovacuum_vacuum_scale_factor = 0.05)`,
    // Guesses from the most common lexemes are far off for several at once; without them the index is chosen.
    sql`alter table search_words alter column words set statistics 0`,
    // Every search walks what is not sorted in yet, so little of that is kept; sorting in each entry by itself costs four times as much.
    sql`create index search_words_lexemes on search_words using gin (words)
      with (fastupdate = on, gin_pending_list_limit = 512)`,
    // By the index whatever the planner thinks: what it would read instead looks small, because the lexemes are kept aside.
    sql`create function search_found (query tsquery)
      returns table ("position" bigint, kind text, named text, body text)
      language sql stable set enable_seqscan = off
      as 'select "position", kind, named, body from search_words where words @@ query'`,
  ],
}
