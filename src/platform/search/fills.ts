import type { Log } from '../observability/log.ts'
import type { Indexer } from './indexer.ts'
import { countEntries, entriesBelow, keepFill, readFills, startFills } from './fill-store.ts'
import { markAll, newestStamp } from './mark-store.ts'
import type { SearchSource } from './search.ts'
import type { SearchDb } from './search-tables.ts'

type Needs = {
  db: SearchDb
  indexer: Indexer
  sources: ReadonlyMap<string, SearchSource>
  log: Log
}
type Progress = (done: number, kind: string) => void
export type Fills = ReturnType<typeof openFills>

const pageSize = 500

/**
 * Fills the index with what was there before it: once for each kind, and again for a rebuild. How far it came is kept, so that a crash in
 * the middle only delays it.
 */
export function openFills({ db, indexer, sources, log }: Needs) {
  const stopping = new AbortController()
  let running = Promise.resolve()

  /** Marks every object of the kinds that were never marked as a whole. */
  async function complete({ signal }: { signal?: AbortSignal | undefined } = {}): Promise<void> {
    const states = new Map((await readFills(db.read)).map((fill) => [fill.kind, fill]))
    for (const source of sources.values()) {
      if (states.get(source.kind)?.done === 1) continue
      let after = states.get(source.kind)?.after ?? null
      for (let done = false; !done;) {
        if (signal?.aborted || stopping.signal.aborted) return
        const objects = await source.every(after, pageSize)
        done = objects.length === 0
        after = objects.at(-1)?.id ?? after
        await db.transact(async (tx) => {
          if (!done)
            await markAll(
              tx,
              objects.map((object) => ({ ...object, kind: source.kind })),
            )
          await keepFill(tx, { kind: source.kind, after, done: done ? 1 : 0 })
        })
      }
    }
  }

  /** Marks every entry there is, so that one whose object is gone is taken away. */
  async function markEntries(signal: AbortSignal | undefined): Promise<void> {
    let below = Number.MAX_SAFE_INTEGER
    for (;;) {
      const entries = await entriesBelow(db.read, [...sources.keys()], below, pageSize)
      if (entries.length === 0 || signal?.aborted) return
      await db.transact((tx) => markAll(tx, entries))
      below = entries.at(-1)!.position
    }
  }

  return {
    complete,
    start(): void {
      running = complete()
        .then(indexer.wake)
        .catch((error: unknown) => log.error({ err: error }, 'the search index could not be filled'))
    },
    async rebuild(progress: Progress = () => {}, signal?: AbortSignal): Promise<number> {
      await db.transact((tx) => startFills(tx))
      let done = 0
      const unfollow = indexer.follow((kind) => progress(++done, kind))
      try {
        await markEntries(signal)
        await complete({ signal })
        const aborted = new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()))
        if (!signal?.aborted) await Promise.race([indexer.settled(true), aborted])
      } finally {
        unfollow()
      }
      const kinds = [...sources.keys()]
      if (!signal?.aborted && (await newestStamp(db.read, kinds, 1)) !== null)
        throw new Error(
          'Not all of it could be indexed; the log says why. What is left is tried again by itself.',
        )
      return countEntries(db.read, kinds)
    },
    async stop(): Promise<void> {
      stopping.abort()
      await running
    },
  }
}
