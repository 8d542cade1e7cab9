import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../clock.ts'
import type { AnyTx } from '../db/db.ts'
import { forHouse, runScoped } from '../db/scope.ts'
import type { Log } from '../observability/log.ts'
import { mark, newestStamp, nextMarks, postponeMark, takeMark } from './mark-store.ts'
import type { SearchEntry, SearchSource } from './search.ts'
import type { PreparedEntry, SearchIndex, SearchObject } from './search-index.ts'
import type { SearchDb, SearchMark, SearchTx } from './search-tables.ts'

/** Objects read at once, and the characters of text that one transaction indexes: others wait meanwhile. */
const batch = 100
const mostCharacters = 200_000
/** As long as nobody asks: milliseconds in which the saves of one moment come together, and how long a batch lets others go first. */
const lullMs = 50
const restShare = 3

type Needs = {
  db: SearchDb
  index: SearchIndex
  sources: ReadonlyMap<string, SearchSource>
  clock: Clock
  log: Log
}
/** `filling` is the newest mark of a rebuild that they wait for. */
type Waiter = { all: boolean; filling: string | null; resolve: () => void }
export type Indexer = ReturnType<typeof openIndexer>

/**
 * Brings the index up to the marks, one batch after the other: first what people changed, then, as long as nobody changes anything, what a
 * rebuild has marked. Any number of processes may do it at once: a mark is taken away and its entry written in one transaction, and
 * only by who has read the source after that very mark was made.
 */
export function openIndexer({ db, index, sources, clock, log }: Needs) {
  const waiters = new Set<Waiter>()
  const listeners = new Set<(kind: string) => void>()
  let running: Promise<void> | null = null
  let again = false
  const stopping = new AbortController()
  let hurry = new AbortController()
  const stopped = () => stopping.signal.aborted

  const wake = () => {
    again = true
    // Whoever wakes it, it works for all spaces.
    if (!stopped()) running ??= forHouse(run)
  }

  return {
    async changed(tx: AnyTx, object: SearchObject): Promise<void> {
      await mark(tx as SearchTx, object, clock.now())
      tx.afterCommit(wake)
    },
    wake,
    /** Calls `listener` with the kind of each object that is brought up to date. Returns the way to stop. */
    follow(listener: (kind: string) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    /** Resolves when the marks that are committed now are indexed: those of changes, with `all` those of a rebuild too. */
    async settled(all: boolean): Promise<void> {
      const kinds = [...sources.keys()]
      const live = await newestStamp(db.read, kinds, 0)
      const filling = all ? await newestStamp(db.read, kinds, 1) : null
      if (stopped() || (live === null && filling === null)) return
      const done = Promise.withResolvers<void>()
      waiters.add({ all, filling, resolve: done.resolve })
      hurry.abort()
      wake()
      await done.promise
    },
    /** Ends after the batch at work. Whoever waits is let go. */
    async stop(): Promise<void> {
      stopping.abort()
      hurry.abort()
      await running
    },
  }

  async function run(): Promise<void> {
    try {
      let filling = true
      while (!stopped() && (again || filling)) {
        if (again) await rest(lullMs)
        const waiting = [...waiters]
        if (again) {
          again = false
          await indexChanges()
          release(waiting.filter((waiter) => !waiter.all))
        }
        const marks = await nextMarks(db.read, [...sources.keys()], { filling: 1, limit: batch })
        filling = marks.length > 0
        release(waiting.filter(({ filling: last }) => last === null || !filling || last < marks[0]!.stamp))
        await indexMarks(marks)
      }
    } catch (error) {
      // The marks stay: the next change, query or sweep tries again.
      log.error({ err: error }, 'the search index could not be brought up to date')
    } finally {
      running = null
      release([...waiters])
    }
  }

  /** All marks that are there now; those that come meanwhile ask for the next round. */
  async function indexChanges(): Promise<void> {
    const kinds = [...sources.keys()]
    const until = await newestStamp(db.read, kinds, 0)
    if (until === null) return
    for (;;) {
      const marks = await nextMarks(db.read, kinds, { filling: 0, limit: batch, until })
      if (marks.length === 0 || stopped()) return
      const began = performance.now()
      await indexMarks(marks)
      await rest(restShare * (performance.now() - began))
    }
  }

  /** Time for writers, as long as nobody waits for the index. */
  async function rest(ms: number): Promise<void> {
    if (waiters.size > 0 || stopped()) return
    hurry = new AbortController()
    await wait(ms, undefined, { ref: false, signal: hurry.signal }).catch(() => {})
  }

  async function indexMarks(marks: readonly SearchMark[]): Promise<void> {
    const groups = Map.groupBy(marks, ({ kind, filling, space_id }) =>
      filling ? kind : `${kind} ${space_id}`,
    )
    for (const group of groups.values()) await indexKind(sources.get(group[0]!.kind)!, group)
  }

  async function indexKind(source: SearchSource, marks: readonly SearchMark[]): Promise<void> {
    try {
      const entries = await source.read([...new Set(marks.map((one) => one.id))])
      for (const part of partsOf(marks, entries)) await write(part)
    } catch (error) {
      if (marks.length > 1) {
        for (const one of marks) await indexKind(source, [one])
        return
      }
      const { kind, id } = marks[0]!
      log.error({ err: error, kind, id }, 'an entry could not be indexed; the next round tries it again')
      await postponeMark(db, marks[0]!, clock.now())
    }
  }

  async function write(part: readonly Marked[]): Promise<void> {
    const prepared = part.map(({ mark: one, entry }) => ({ one, entry: entry && index.prepare(entry) }))
    const bring = async (tx: SearchTx) => {
      const entries: PreparedEntry[] = []
      for (const { one, entry } of prepared) {
        if (!(await takeMark(tx, one))) continue
        if (entry) entries.push(entry)
        else await index.remove(tx, { kind: one.kind, id: one.id, spaceId: one.space_id })
      }
      if (entries.length > 0) await index.put(tx, entries)
    }
    // In the name of the space: whoever searches it on a replica must not miss what was written. Taking a mark keeps others off its object.
    const spaces = new Set(part.map(({ mark: one }) => one.space_id))
    const spaceId = spaces.size === 1 ? part[0]!.mark.space_id : null
    await runScoped({ accountId: null, spaceId }, () => db.transact(bring, { isolation: 'statement' }))
    for (const { one } of prepared) for (const listener of listeners) listener(one.kind)
  }

  function release(whom: readonly Waiter[]): void {
    for (const waiter of whom) if (waiters.delete(waiter)) waiter.resolve()
  }
}

type Marked = { mark: SearchMark; entry: SearchEntry | undefined }

/** Marks with what their source says of them, oldest first, in parts that are not too much for one transaction. */
function partsOf(marks: readonly SearchMark[], entries: readonly SearchEntry[]): Marked[][] {
  const said = new Map(entries.map((entry) => [`${entry.id} ${entry.spaceId}`, entry]))
  const parts: Marked[][] = []
  let room = 0
  for (const one of marks) {
    const entry = said.get(`${one.id} ${one.space_id}`)
    const size = entry?.text.length ?? 0
    if (parts.length === 0 || size > room) {
      parts.push([])
      room = mostCharacters
    }
    parts.at(-1)!.push({ mark: one, entry })
    room -= size
  }
  return parts
}
