import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from '../../contract/shapes.ts'
import { fromJson } from '../db/json.ts'
import { type Cursors, pageOf } from '../http/cursors.ts'
import { matchesAfter, type Place } from './best-matches.ts'
import type { Indexer } from './indexer.ts'
import { markedAmong, objectKey } from './mark-store.ts'
import { asksNothing, parseQuery, type SearchQuery } from './query-grammar.ts'
import type { FoundEntry, SearchAsk, SearchEntry, SearchSource } from './search.ts'
import type { SearchIndex } from './search-index.ts'
import { isArchived, queryOf } from './search-queries.ts'
import type { SearchDb, SearchEntryRow } from './search-tables.ts'
import { cutSnippet, markTitle } from './snippets.ts'
import { maySee, term, termsOf } from './terms.ts'

export type FinderNeeds = {
  db: SearchDb
  index: SearchIndex
  indexer: Indexer
  sources: ReadonlyMap<string, SearchSource>
  cursors: Cursors
  settleMs: number
}

/** One page of what is asked for; see `Search.find`. */
export async function find(needs: FinderNeeds, ask: SearchAsk): Promise<Page<FoundEntry>> {
  const { index, indexer, cursors, settleMs } = needs
  const list = `search:${JSON.stringify({ ...ask, limit: 0, cursor: '' })}`
  const start = ask.cursor === undefined ? null : placeOf(cursors.decode(list, ask.cursor))
  const parsed = parseQuery(ask.text)
  if (asksNothing(parsed)) return { items: [], nextCursor: null }
  await Promise.race([indexer.settled(false), wait(settleMs, undefined, { ref: false })])
  const query = await queryOf(index, parsed, ask, [...needs.sources.keys()])
  if (!query) return { items: [], nextCursor: null }
  const { matches, place } = await matchesAfter(index, query, start, ask.limit + 1)
  const { items: shown, nextCursor } = pageOf(
    matches,
    ask.limit,
    (one) => one.position,
    ({ score, at, position }) =>
      cursors.encode(list, [place.top, place.low, place.lowNamed, score, at, position]),
  )
  const rows = shown.length === 0 ? [] : await index.rows(shown)
  const byPosition = new Map(rows.map((row) => [row.position, row]))
  const inTurn = shown.flatMap((position) => byPosition.get(position) ?? [])
  const entries = await upToDate(needs, ask, parsed, inTurn)
  return { items: entries.map((entry) => foundOf(entry, parsed)), nextCursor }
}

function placeOf([top, low, lowNamed, score, at, position]: (string | number)[]): Place {
  const last = { score: Number(score), at: String(at), position: Number(position) }
  return { top: Number(top), low: Number(low), lowNamed: Number(lowNamed), last }
}

type Shown = Pick<SearchEntry, 'kind' | 'id' | 'title' | 'tags' | 'text' | 'authorId' | 'at' | 'archived'>

/**
 * The entries of these rows. One that has changed since it was indexed is read again, and left out unless these eyes may still see it: what
 * is taken away is gone from every answer at once, however far the index is.
 */
async function upToDate(
  { db, sources }: FinderNeeds,
  ask: SearchAsk,
  parsed: SearchQuery,
  rows: readonly SearchEntryRow[],
): Promise<Shown[]> {
  const marked = await markedAmong(db.read, ask.spaceId, rows)
  if (marked.size === 0) return rows.map(shownOf)
  const fresh = new Map<string, SearchEntry>()
  for (const kind of new Set(rows.map((row) => row.kind))) {
    const ids = rows.filter((row) => row.kind === kind && marked.has(objectKey(row))).map((row) => row.id)
    if (ids.length === 0) continue
    for (const entry of await sources.get(kind)!.read(ids))
      if (maySee(entry, ask.spaceId, isArchived(parsed, ask), ask.viewer) && hasTerms(entry, ask))
        fresh.set(objectKey(entry), entry)
  }
  return rows.flatMap((row) =>
    marked.has(objectKey(row)) ? (fresh.get(objectKey(row)) ?? []) : shownOf(row),
  )
}

const hasTerms = (entry: SearchEntry, { terms = [] }: SearchAsk): boolean => {
  const there = termsOf(entry)
  return terms.every((own) => there.includes(term.own(own)))
}

const shownOf = (row: SearchEntryRow): Shown => ({
  kind: row.kind,
  id: row.id,
  title: row.title,
  tags: fromJson(row.tags),
  text: row.text,
  authorId: row.author_id,
  at: row.at,
  archived: row.archived === 1,
})

const foundOf = (entry: Shown, { words }: SearchQuery): FoundEntry => ({
  kind: entry.kind,
  id: entry.id,
  title: markTitle(entry.title, words),
  snippet: cutSnippet(entry.text, words),
  tags: [...entry.tags],
  authorId: entry.authorId,
  at: entry.at,
  archived: entry.archived,
})
