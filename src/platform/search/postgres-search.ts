import { type RawBuilder, sql } from 'kysely'
import type { AnyTx, Db, Tx } from '../db/db.ts'
import { entryRow, removeEntry } from './entry-store.ts'
import { blockBits, blockMark, newestFirst, type Stretch } from './postgres-blocks.ts'
import { type EntryLexemes, isPhrase, lexemesOf, phraseText, tsqueryOf } from './postgres-lexemes.ts'
import type { Word } from './query-grammar.ts'
import type { SearchEntry } from './search.ts'
import type { IndexQuery, SearchIndex } from './search-index.ts'
import type { SearchDb, SearchTables } from './search-tables.ts'

/** Made by the migration: lexemes, and the tokens between spaces that phrases are looked for in. */
type WordTables = SearchTables & {
  search_words: { position: number; kind: string; words: unknown; named: string; body: string }
}

/**
 * PostgreSQL's index of lexemes (GIN) over tokens that `tokens.ts` has made. Matches are looked for in the newest blocks of positions
 * first, on a replica when there is one; the rows that are shown come from the primary, so that what is gone is not shown.
 */
export function openPostgresSearch(searchDb: SearchDb): SearchIndex {
  const db = searchDb as unknown as Db<WordTables>
  return {
    prepare(entry) {
      const words = lexemesOf(entry)
      return async (tx) => {
        await removeEntry(tx, entry)
        await insert(tx, entry, words)
      }
    },
    async remove(tx, object) {
      await removeEntry(tx, object)
    },
    async match(query, { named, from, to, limit }) {
      const top = Math.min(to, await newest())
      return newestFirst({ from, to: top, limit }, (stretch, left) => matchIn(query, named, stretch, left))
    },
    async among(query, positions) {
      const rows = await db.replica
        // Read by position, whatever the words are.
        .with(
          (cte) => cte('few').materialized(),
          (few) => few.selectFrom('search_words').selectAll().where('position', 'in', positions),
        )
        .selectFrom('few')
        .select('position')
        .where(sql<boolean>`words @@ ${tsqueryOf(query, false, null)}::tsquery`)
        .where((eb) => eb.and(phraseConditions(query, false)))
        .where('kind', 'in', query.kinds)
        .execute()
      return rows.map((row) => row.position)
    },
    heads: (positions) =>
      db.replica
        .selectFrom('search_entries')
        .select(['position', 'title', 'tags', 'at'])
        .where('position', 'in', positions)
        .execute(),
    rows: (positions) =>
      db.read.selectFrom('search_entries').selectAll().where('position', 'in', positions).execute(),
  }

  async function newest(): Promise<number> {
    const row = await db.replica
      .selectFrom('search_words')
      .select('position')
      .orderBy('position', 'desc')
      .limit(1)
      .executeTakeFirst()
    return row?.position ?? 0
  }

  async function matchIn(
    query: IndexQuery,
    named: boolean,
    { low, high, blocks }: Stretch,
    limit: number,
  ): Promise<number[]> {
    const rows = await db.replica
      // By the index of lexemes, whatever the positions are.
      .with(
        (cte) => cte('found').materialized(),
        (found) =>
          found
            .selectFrom('search_words')
            .select(['position', 'kind', 'named', 'body'])
            .where(sql<boolean>`words @@ ${tsqueryOf(query, named, blocks)}::tsquery`),
      )
      .selectFrom('found')
      .select('position')
      .where('position', '>=', low)
      .where('position', '<=', high)
      .where('kind', 'in', query.kinds)
      .where((eb) => eb.and(phraseConditions(query, named)))
      .orderBy('position', 'desc')
      .limit(limit)
      .execute()
    return rows.map((row) => row.position)
  }
}

/** The entry, and under the position it gets its lexemes with those of the blocks it lies in. */
async function insert(anyTx: AnyTx, entry: SearchEntry, words: EntryLexemes): Promise<void> {
  const tx = anyTx as Tx<WordTables>
  await tx
    .with('entry', (into) => into.insertInto('search_entries').values(entryRow(entry)).returning('position'))
    .insertInto('search_words')
    .columns(['position', 'kind', 'words', 'named', 'body'])
    .expression((eb) =>
      eb
        .selectFrom('entry')
        .select([
          'position',
          sql<string>`${entry.kind}::text`.as('kind'),
          sql`array_to_tsvector(string_to_array(${words.lexemes.join(' ')}, ' ') || ${blocksOfPosition})`.as(
            'words',
          ),
          sql<string>`${words.named}::text`.as('named'),
          sql<string>`${words.body}::text`.as('body'),
        ]),
    )
    .execute()
}

const blocksOfPosition = sql`array[${sql.join(
  blockBits.map((bits) => sql`${sql.lit(`${blockMark}${bits}.`)} || (position >> ${sql.lit(bits)})`),
)}]`

function phraseConditions(query: IndexQuery, named: boolean): RawBuilder<boolean>[] {
  const stands = (word: Word) =>
    named
      ? sql<boolean>`strpos(named, ${phraseText(word)}) > 0`
      : sql<boolean>`(strpos(named, ${phraseText(word)}) > 0 or strpos(body, ${phraseText(word)}) > 0)`
  return [
    ...query.words.filter(isPhrase).map(stands),
    ...query.without.filter(isPhrase).map((word) => sql<boolean>`not ${stands(word)}`),
  ]
}
