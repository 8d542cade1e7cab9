import type { AnyTx } from '../db/db.ts'
import type { Word } from './query-grammar.ts'
import type { SearchEntry } from './search.ts'
import type { SearchEntryRow } from './search-tables.ts'

/** What a driver of the search engine does: keep words, find positions. It knows nothing of ranking nor of who asks. */
export interface SearchIndex<Words = unknown> {
  /** Makes an entry ready for `put`; the costly part of indexing, done before the transaction. */
  prepare(entry: SearchEntry): PreparedEntry<Words>
  /** Puts entries in place of those of the same objects, at new positions, in their order. At least one. */
  put(tx: AnyTx, entries: readonly PreparedEntry<Words>[]): Promise<void>
  /** No-op when it is not there. */
  remove(tx: AnyTx, object: SearchObject): Promise<void>
  /** Positions of matches in the range, highest first. */
  match(query: IndexQuery, range: MatchRange): Promise<number[]>
  /** Those of a few hundred positions that match, in any order. */
  among(query: IndexQuery, positions: readonly number[]): Promise<number[]>
  /** What ranking looks at; those that are gone meanwhile are left out. */
  heads(positions: readonly number[]): Promise<EntryHead[]>
  rows(positions: readonly number[]): Promise<SearchEntryRow[]>
}

/** `words` are the driver's own. */
export type PreparedEntry<Words = unknown> = { entry: SearchEntry; words: Words }
export type SearchObject = { kind: string; id: string; spaceId: string }

export type IndexQuery = {
  words: readonly Word[]
  without: readonly Word[]
  /** Of each group at least one (terms.ts). Never empty: the first says the space and the eyes. */
  terms: readonly (readonly string[])[]
  withoutTerms: readonly string[]
  kinds: readonly string[]
}
export type MatchRange = {
  /** Every word in the title or the tags, not just anywhere. */
  named: boolean
  from: number
  to: number
  limit: number
}
export type EntryHead = Pick<SearchEntryRow, 'position' | 'title' | 'tags' | 'at'>
