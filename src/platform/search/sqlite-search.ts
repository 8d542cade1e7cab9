import { sql } from 'kysely'
import type { AnyTx } from '../db/db.ts'
import { entryRow, removeEntry } from './entry-store.ts'
import type { Word } from './query-grammar.ts'
import type { IndexQuery, MatchRange, SearchIndex, SearchObject } from './search-index.ts'
import type { SearchDb, SearchTables, SearchTx } from './search-tables.ts'
import { termsOf } from './terms.ts'
import { tokenText } from './tokens.ts'
import type { Db } from '../db/db.ts'

/** The FTS5 table of the migration. Its hidden column named like itself takes the expression, or a command. */
type WordTables = SearchTables & {
  search_words: {
    rowid: number
    title: string
    tags: string
    body: string
    terms: string
    search_words: string
  }
}

/** Of those between two positions; they are in the order of positions already. */
const mostAmong = 200

/**
 * SQLite FTS5 over tokens that `tokens.ts` has made. Matches stream out of the index newest first, so that a common word costs no more
 * than the page that is asked for; `bm25()` would walk every match of every word.
 */
export function openSqliteSearch(searchDb: SearchDb): SearchIndex<string[]> {
  const db = searchDb as unknown as Db<WordTables>
  return {
    prepare(entry) {
      const tags = entry.tags.map(tokenText).join(' ')
      return { entry, words: [tokenText(entry.title), tags, tokenText(entry.text), termsOf(entry).join(' ')] }
    },
    async put(anyTx, entries) {
      const tx = anyTx as SearchTx
      for (const { entry, words } of entries) {
        await remove(tx, entry)
        const { position } = await tx
          .insertInto('search_entries')
          .values(entryRow(entry))
          .returning('position')
          .executeTakeFirstOrThrow()
        await sql`insert into search_words(rowid, title, tags, body, terms) values (${sql.join([
          position,
          ...words,
        ])})`.execute(tx)
      }
    },
    remove,
    match,
    among: (query, positions) =>
      match(query, {
        named: false,
        from: Math.min(...positions),
        to: Math.max(...positions),
        limit: mostAmong,
      }),
    heads: (positions) =>
      db.read
        .selectFrom('search_entries')
        .select(['position', 'title', 'tags', 'at'])
        .where('position', 'in', positions)
        .execute(),
    rows: (positions) =>
      db.read.selectFrom('search_entries').selectAll().where('position', 'in', positions).execute(),
  }

  async function match(query: IndexQuery, { named, from, to, limit }: MatchRange): Promise<number[]> {
    const matches = await db.read
      .selectFrom('search_words')
      .innerJoin('search_entries', 'position', 'search_words.rowid')
      .select('search_words.rowid as position')
      .where(sql<boolean>`search_words match ${expressionOf(query, named)}`)
      .where('search_words.rowid', '>=', from)
      .where('search_words.rowid', '<=', to)
      .where('kind', 'in', query.kinds)
      .orderBy('search_words.rowid', 'desc')
      .limit(limit)
      .execute()
    return matches.map((row) => row.position)
  }
}

async function remove(tx: AnyTx, object: SearchObject): Promise<void> {
  const position = await removeEntry(tx, object)
  if (position !== null) await sql`delete from search_words where rowid = ${position}`.execute(tx as SearchTx)
}

/** The query in the words of FTS5. Tokens hold nothing but letters, digits and `_`, so quoting them is enough. */
function expressionOf(query: IndexQuery, named: boolean): string {
  const must = [
    ...query.terms.map((group) => inTerms(group)),
    ...query.words.map((word) => `${named ? '{title tags}' : '{title tags body}'} : (${phrase(word)})`),
  ]
  const mustNot = [
    ...(query.withoutTerms.length > 0 ? [inTerms(query.withoutTerms)] : []),
    ...query.without.map((word) => `{title tags body} : (${phrase(word)})`),
  ]
  const found = `(${must.join(' AND ')})`
  return mustNot.length > 0 ? `${found} NOT (${mustNot.join(' OR ')})` : found
}

const inTerms = (terms: readonly string[]) => `terms : (${terms.map((one) => `"${one}"`).join(' OR ')})`
const phrase = ({ tokens, prefix }: Word) => `"${tokens.join(' ')}"${prefix ? ' *' : ''}`
