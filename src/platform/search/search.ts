import type { Page } from '../../contract/shapes.ts'
import type { Snippet } from '../../contract/search.ts'
import type { AnyTx } from '../db/db.ts'

/**
 * The search engine. Words: an *entry* is what the index knows of one object; a *source* is a slice that can say its entries again
 * at any time, so the index is never the truth and can be rebuilt. Every entry belongs to one space, and no query crosses spaces:
 * not its hits, not its suggestions, not its ranking.
 *
 * A slice says `changed(tx, …)` inside the transaction that changes an object. That leaves a mark in the same transaction; after the commit
 * the indexer reads the source and brings the index up to it. A crash loses no mark. A query first lets the indexer
 * finish the marks that were there when it was asked (for at most `settleMs`), so that a writer finds what was just written.
 */
export interface Search {
  /** Registers a source. Once for each kind, before the first query. */
  use(source: SearchSource): void
  /** The object was made, changed or removed. Costs one small insert. */
  changed(tx: AnyTx, object: { kind: string; id: string; spaceId: string }): Promise<void>
  /**
   * One page of what `text` finds, best first, then the rest newest first: every match comes exactly once over all pages.
   * Never throws for any text; an empty or senseless one finds nothing. Throws `Fault('invalid')` for a foreign cursor.
   */
  find(ask: SearchAsk): Promise<Page<FoundEntry>>
  /** Which of these objects of a kind have an entry in the space: they are there, and not in the trash. */
  known(spaceId: string, kind: string, ids: readonly string[]): Promise<Set<string>>
  /** Brings every mark of every process that is committed by now into the index. */
  settle(): Promise<void>
  /**
   * Reads every source and every entry again, while queries go on and find as before. Tells how many entries stand in the index. `progress` gets
   * how many objects were read so far, and the kind of the last. Aborted by `signal`, it is finished by the house, in the background.
   */
  rebuild(progress?: (done: number, kind: string) => void, signal?: AbortSignal): Promise<number>
}

/** Who asks: what the entry's `visibility` is held against. */
export type SearchViewer =
  | { sees: 'public' }
  /** Public, members-only, and their own private ones. */
  | { sees: 'members'; accountId: string }
  | { sees: 'all'; accountId: string }

export type SearchAsk = {
  spaceId: string
  viewer: SearchViewer
  /** As typed: words, `"phrases"`, `tag:` `has:` `before:` `after:` `in:archive` `from:`; the last word also as a prefix. */
  text: string
  /** Only these kinds; all when absent. */
  kinds?: readonly string[]
  /** In the archive, as `in:archive` says. */
  archived?: boolean
  /** ISO times that `at` of every hit is between; whole days (UTC), those of the times themselves included. */
  from?: string | undefined
  to?: string | undefined
  /** Terms of `SearchEntry.terms` that every hit must have. */
  terms?: readonly string[]
  limit: number
  cursor?: string | undefined
}

export type SearchEntry = {
  kind: string
  id: string
  spaceId: string
  /** As the person wrote them; the engine folds case and accents by itself. */
  title: string
  tags: readonly string[]
  /** Everything else that can be found, as plain text. Snippets are cut from it. */
  text: string
  authorId: string | null
  visibility: 'public' | 'members' | 'private'
  /** Only found with `in:archive`. */
  archived: boolean
  /** What `has:` asks for: `image`, `file`, `link`, `task`. */
  has: readonly string[]
  /** More exact words to filter by, that nobody types: `state-ready`. */
  terms?: readonly string[]
  /** ISO time; what `before:` and `after:` look at. */
  at: string
}

/** `read` and `every` look at committed rows. */
export type SearchSource = {
  kind: string
  /** The scope without which an API key does not find this kind. `<app id>:read` when absent. */
  scope?: string
  /** The entries of these objects; those that are gone, in the trash or not to be found are left out. */
  read(ids: readonly string[]): Promise<SearchEntry[]>
  /** Ids of every object there is, in order, after `after`; empty at the end. For rebuilds. */
  every(after: string | null, limit: number): Promise<{ id: string; spaceId: string }[]>
}

export type FoundEntry = {
  kind: string
  id: string
  title: Snippet
  snippet: Snippet
  tags: string[]
  authorId: string | null
  at: string
  archived: boolean
}
