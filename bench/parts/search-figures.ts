import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { systemClock } from '../../src/platform/clock.ts'
import type { Db } from '../../src/platform/db/db.ts'
import { openCursors } from '../../src/platform/http/cursors.ts'
import { openSearch } from '../../src/platform/search/open-search.ts'
import type { Search } from '../../src/platform/search/search.ts'
import type { SearchTables } from '../../src/platform/search/search-tables.ts'
import { quietLog } from '../../test/harness/quiet.ts'
import { accountId, madeNotes, smallSpaces, spaceId, words } from './made-notes.ts'

const asks = 60

/** Indexes so many notes in a migrated database and searches them as in the box: first page, snippets and all, against LIKE over the same rows. */
export async function searchFigures(db: Db, notes: number, filled: () => Promise<void> = async () => {}) {
  const search = await openSearch({
    db,
    cursors: openCursors(Buffer.alloc(32)),
    clock: systemClock,
    log: quietLog(),
  })
  search.use(madeNotes(notes))
  try {
    const started = performance.now()
    await search.rebuild()
    const perSecond = notes / ((performance.now() - started) / 1000)
    await filled()
    const rows = []
    for (const [name, word] of Object.entries(words)) {
      const ours = await p95(() => ask(search, word))
      const theirs = await p95(() => like(db, word), 5)
      rows.push(
        { ...row(`p95 of a ${name} word, ms`, ours, 50) },
        { what: `the same by LIKE, ms`, value: theirs.toFixed(1) },
      )
    }
    const small = await p95(() => ask(search, words.common, smallSpaces[3]))
    const hostile = await inTurn(nasty, async (text) => ({ text, ms: await timed(() => ask(search, text)) }))
    const worst = hostile.toSorted((a, b) => b.ms - a.ms)[0]!
    rows.push(
      row(`p95 of a common word in a small space beside it, ms`, small, 50),
      row(`the worst of what is typed to hurt (${worst.text.slice(0, 40)}), ms`, worst.ms, 200),
    )
    return { rows: [{ what: 'notes indexed a second', value: perSecond.toFixed(0) }, ...rows] }
  } finally {
    await search.close()
  }
}

const nasty = [
  'a',
  'a e i o u m s t',
  '"meeting meeting meeting"',
  '"the garden of the meeting"',
  'meeting '.repeat(50),
  '-meeting',
  '-a -b -c m',
  'before:2001',
  'meeting before:2001',
  'meeting after:2001 before:2002-02',
  'has:link',
  'tag:nothing meeting',
  '* OR NOT NEAR(a b) ^"',
]

async function ask(search: Search, text: string, space = spaceId): Promise<number> {
  const viewer = { sees: 'members', accountId } as const
  return (await search.find({ spaceId: space, viewer, text, limit: 20 })).items.length
}

const like = (db: Db, word: string) =>
  db
    .tables<SearchTables>()
    .read.selectFrom('search_entries')
    .selectAll()
    .where('space_id', '=', spaceId)
    .where((eb) =>
      eb.or([
        sql<boolean>`${eb.ref('title')} like ${`%${word}%`}`,
        sql<boolean>`${eb.ref('text')} like ${`%${word}%`}`,
      ]),
    )
    .orderBy('position', 'desc')
    .limit(20)
    .execute()

function row(what: string, value: number, most: number) {
  return { what, value: value.toFixed(1), target: `≤ ${most} ms`, ok: value <= most }
}

async function p95(work: () => Promise<unknown>, count = asks): Promise<number> {
  const times = (await inTurn(Array.from({ length: count }), () => timed(work))).toSorted((a, b) => a - b)
  return times[Math.floor(0.95 * (times.length - 1))]!
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  await wait(0)
  const started = performance.now()
  await work()
  return performance.now() - started
}

async function inTurn<I, R>(items: readonly I[], work: (item: I) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const item of items) results.push(await work(item))
  return results
}
