import { sql } from 'kysely'
import type { AnyTx } from '../db/db.ts'
import { toJson } from '../db/json.ts'
import type { Word } from './query-grammar.ts'
import type { IndexQuery, PreparedEntry, SearchIndex, SearchObject } from './search-index.ts'
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

/**
 * SQLite FTS5 over tokens that `tokens.ts` has made. Matches stream out of the index newest first, so that a common word costs no more
 * than the page that is asked for; `bm25()` would walk every match of every word.
 */
export function openSqliteSearch(searchDb: SearchDb): SearchIndex {
  const db = searchDb as unknown as Db<WordTables>
  return {
    prepare: (entry) => ({
      entry,
      words: {
        title: tokenText(entry.title),
        tags: entry.tags.map(tokenText).join(' '),
        body: tokenText(entry.text),
        terms: termsOf(entry).join(' '),
      },
    }),
    async put(anyTx, prepared) {
      const tx = anyTx as SearchTx
      await removeEntry(tx, prepared.entry)
      const { position } = await tx
        .insertInto('search_entries')
        .values(rowOf(prepared))
        .returning('position')
        .executeTakeFirstOrThrow()
      await sql`insert into search_words(rowid, title, tags, body, terms) values (${sql.join([
        position,
        prepared.words.title,
        prepared.words.tags,
        prepared.words.body,
        prepared.words.terms,
      ])})`.execute(tx)
    },
    remove: removeEntry,
    async match(query, { named, from, to, limit }) {
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
    },
    heads: (positions) =>
      db.read
        .selectFrom('search_entries')
        .select(['position', 'title', 'tags', 'at'])
        .where('position', 'in', positions)
        .execute(),
    rows: (positions) =>
      db.read.selectFrom('search_entries').selectAll().where('position', 'in', positions).execute(),
  }
}

async function removeEntry(anyTx: AnyTx, { kind, id, spaceId }: SearchObject): Promise<void> {
  const tx = anyTx as SearchTx
  const gone = await tx
    .deleteFrom('search_entries')
    .where('kind', '=', kind)
    .where('id', '=', id)
    .where('space_id', '=', spaceId)
    .returning('position')
    .executeTakeFirst()
  if (gone) await sql`delete from search_words where rowid = ${gone.position}`.execute(tx)
}

const rowOf = ({ entry }: PreparedEntry) => ({
  kind: entry.kind,
  id: entry.id,
  space_id: entry.spaceId,
  at: entry.at,
  author_id: entry.authorId,
  visibility: entry.visibility,
  archived: entry.archived ? (1 as const) : (0 as const),
  title: entry.title,
  tags: toJson([...entry.tags]),
  text: entry.text,
})

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
