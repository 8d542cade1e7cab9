import type { Clock } from '../clock.ts'
import type { Db } from '../db/db.ts'
import type { Cursors } from '../http/cursors.ts'
import type { Log } from '../observability/log.ts'
import type { JobHandler } from '../queue/queue.ts'
import { knownEntries } from './entry-store.ts'
import { openFills } from './fills.ts'
import { find } from './finder.ts'
import { indexMarksJob } from './index-marks-job.ts'
import { openIndexer } from './indexer.ts'
import type { Search, SearchSource } from './search.ts'
import type { SearchIndex } from './search-index.ts'
import type { SearchDb, SearchTables } from './search-tables.ts'

export type OpenedSearch = Search & {
  /** Goes on with what a crash, or a release before the index, has left undone. Resolves at once; works in the background. */
  start(): void
  /** Marks everything that was never marked as a whole, for the indexer to come to. */
  complete(): Promise<void>
  readonly jobs: JobHandler[]
  /** Ends after the batch at work; the marks stay. */
  close(): Promise<void>
}

/** Opens the search engine that goes with the database: the only place that asks which one it is. */
export async function openSearch(parts: {
  db: Db
  cursors: Cursors
  clock: Clock
  log: Log
  /** How long a query waits for the indexer. */
  settleMs?: number
}): Promise<OpenedSearch> {
  const { cursors, clock, log, settleMs = 150 } = parts
  const db = parts.db.tables<SearchTables>()
  const index = await openIndex(db)
  const sources = new Map<string, SearchSource>()
  const indexer = openIndexer({ db, index, sources, clock, log })
  const fills = openFills({ db, indexer, sources, log })
  const search: Search = {
    use(source) {
      if (sources.has(source.kind)) throw new Error(`Two sources say what a ${source.kind} is`)
      sources.set(source.kind, source)
    },
    changed: (tx, object) => indexer.changed(tx, object),
    find: (ask) => find({ db, index, indexer, sources, cursors, settleMs }, ask),
    known: (spaceId, kind, ids) => knownEntries(db.replica, spaceId, kind, ids),
    settle: () => indexer.settled(true),
    rebuild: (progress, signal) => fills.rebuild(progress, signal),
  }
  return {
    ...search,
    start: () => fills.start(),
    complete: () => fills.complete(),
    jobs: [indexMarksJob({ indexer, fills })],
    async close() {
      await fills.stop()
      await indexer.stop()
    },
  }
}

async function openIndex(db: SearchDb): Promise<SearchIndex> {
  if (db.dialect.name === 'postgres') return (await import('./postgres-search.ts')).openPostgresSearch(db)
  return (await import('./sqlite-search.ts')).openSqliteSearch(db)
}
