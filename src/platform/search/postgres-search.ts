import { type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from '../db/db.ts'
import { entryRow, removeEntry } from './entry-store.ts'
import { blockBits, blockMark, newestFirst, type Stretch } from './postgres-blocks.ts'
import { type EntryLexemes, isPhrase, lexemesOf, phraseText, tsqueryOf } from './postgres-lexemes.ts'
import type { Word } from './query-grammar.ts'
import type { IndexQuery, PreparedEntry, SearchIndex } from './search-index.ts'
import type { SearchDb, SearchTables } from './search-tables.ts'

/** Made by the migration: lexemes, and the tokens between spaces that phrases are looked for in. */
type WordTables = SearchTables & {
  search_words: { position: number; kind: string; words: unknown; named: string; body: string }
}

/**
 * PostgreSQL's index of lexemes (GIN) over tokens that `tokens.ts` has made. Matches are looked for in the newest blocks of positions
 * first, on a replica when there is one; the rows that are shown come from the primary, so that what is gone is not shown.
 */
export function openPostgresSearch(searchDb: SearchDb): SearchIndex<EntryLexemes> {
  const db = searchDb as unknown as Db<WordTables>
  return {
    prepare: (entry) => ({ entry, words: lexemesOf(entry) }),
    async put(anyTx, entries) {
      const tx = anyTx as Tx<WordTables>
      await tx
        .deleteFrom('search_entries')
        .where((eb) =>
          eb(
            eb.refTuple('kind', 'id', 'space_id'),
            'in',
            entries.map(({ entry }) => eb.tuple(entry.kind, entry.id, entry.spaceId)),
          ),
        )
        .execute()
      await insert(tx, entries)
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
      .selectFrom(foundBy(tsqueryOf(query, named, blocks)))
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

const foundBy = (query: string) =>
  sql<Omit<WordTables['search_words'], 'words'>>`search_found(${query}::tsquery)`.as<'found'>(sql`found`)

/** The entries, and under the positions they get their lexemes, with those of the blocks they lie in. */
async function insert(tx: Tx<WordTables>, entries: readonly PreparedEntry<EntryLexemes>[]): Promise<void> {
  await tx
    .with('entry', (into) =>
      into
        .insertInto('search_entries')
        .values(entries.map(({ entry }) => entryRow(entry)))
        .returning(['position', 'kind', 'id', 'space_id']),
    )
    .insertInto('search_words')
    .columns(['position', 'kind', 'words', 'named', 'body'])
    .expression((eb) =>
      eb
        .selectFrom('entry')
        .innerJoin(wordsOf(entries), (join) =>
          join
            .onRef('given.kind', '=', 'entry.kind')
            .onRef('given.id', '=', 'entry.id')
            .onRef('given.space_id', '=', 'entry.space_id'),
        )
        .select([
          'position',
          'entry.kind',
          sql`array_to_tsvector(string_to_array(lexemes, ' ') || ${blocksOfPosition})`.as('words'),
          'named',
          'body',
        ]),
    )
    .execute()
}

const wordsOf = (entries: readonly PreparedEntry<EntryLexemes>[]) =>
  sql<{
    kind: string
    id: string
    space_id: string
    lexemes: string
    named: string
    body: string
  }>`(values ${sql.join(
    entries.map(
      ({ entry, words }) =>
        sql`(${sql.join([entry.kind, entry.id, entry.spaceId, words.lexemes.join(' '), words.named, words.body])})`,
    ),
  )})`.as<'given'>(sql`given (kind, id, space_id, lexemes, named, body)`)

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
