import { openTestDb } from '../../../test/harness/open-test-db.ts'
import { quietLog } from '../../../test/harness/quiet.ts'
import type { Visibility } from '../../contract/shapes.ts'
import { systemClock } from '../clock.ts'
import type { Db, MigrationSet, Tx } from '../db/db.ts'
import { openCursors } from '../http/cursors.ts'
import { newId } from '../ids.ts'
import { platformMigrations } from '../platform-migrations.ts'
import { openSearch } from './open-search.ts'
import type { Search, SearchAsk, SearchEntry, SearchSource } from './search.ts'
import type { SearchTables } from './search-tables.ts'

export const spaceId = newId()
export const me = newId()
const kind = 'thing'

/** A thing of the test, as little as one has to say. */
export type Thing = Partial<SearchEntry> & { visibility?: Visibility }

type ThingTables = { things: { id: string; kind: string; space_id: string; entry: string } }

const things = {
  owner: 'test',
  migrations: [
    {
      name: '0001-things',
      up: (db: Parameters<(typeof platformMigrations.migrations)[0]['up']>[0]) =>
        db.schema
          .createTable('things')
          .addColumn('id', 'text', (column) => column.primaryKey())
          .addColumn('kind', 'text', (column) => column.notNull())
          .addColumn('space_id', 'text', (column) => column.notNull())
          .addColumn('entry', 'text', (column) => column.notNull())
          .execute(),
    },
  ],
}

export const thingMigrations: readonly MigrationSet[] = [platformMigrations, things]

type ThingDb = Db<ThingTables>
/** Runs before each read of a source, to hold it or let it fail. */
type Gate = { before(ids: readonly string[]): Promise<void> | void }
type Options = { settleMs?: number; kinds?: readonly string[] }
export type TestSearch = Awaited<ReturnType<typeof openTestSearch>>

/** A search engine over a table of things, which is its source; in a database of its own unless one is given. */
export async function openTestSearch(given?: { db: Db; close(): Promise<void> }) {
  const house = given ?? (await openTestDb(thingMigrations))
  const db = house.db.tables<ThingTables>()
  const gate: Gate = { before() {} }
  const one = await openOne(db, gate, {})
  const others: { close(): Promise<void> }[] = []
  let count = 0

  async function putAll(all: readonly Thing[], by: Pick<Search, 'changed'> = one.search): Promise<string[]> {
    const entries = all.map((thing): SearchEntry => {
      const at = new Date(Date.UTC(2026, 0, 1) + count++ * 1000).toISOString()
      return { ...plain, id: newId(Date.parse(at)), at, ...thing }
    })
    await db.transact(async (tx) => {
      for (const entry of entries) {
        await keepThing(tx, entry)
        await by.changed(tx, entry)
      }
    })
    return entries.map((entry) => entry.id)
  }

  return {
    ...one,
    db,
    gate,
    putAll: (all: readonly Thing[]) => putAll(all),
    put: async (thing: Thing): Promise<string> => (await putAll([thing]))[0]!,
    /** Things from before the index: nobody marks them. */
    putUnmarked: (...all: Thing[]) =>
      db.transact(async (tx) => {
        for (const thing of all) await keepThing(tx, { ...plain, id: newId(), at: plainTime, ...thing })
      }),
    async remove(id: string, by: Pick<Search, 'changed'> = one.search): Promise<void> {
      await db.transact(async (tx) => {
        const row = await tx
          .deleteFrom('things')
          .where('id', '=', id)
          .returning(['kind', 'space_id'])
          .executeTakeFirstOrThrow()
        await by.changed(tx, { kind: row.kind, id, spaceId: row.space_id })
      })
    },
    /** Another process on the same database. */
    async another(options: Options = {}) {
      const other = await openOne(db, gate, options)
      others.push(other.search)
      return other
    },
    /** Written by a process that dies before it indexes. */
    async putAndDie(...all: Thing[]): Promise<void> {
      const { search } = await openOne(db, gate, {})
      await search.close()
      await putAll(all, search)
    },
    /** No mark that is there now can be taken away while `look` looks. */
    async unindexed(look: () => Promise<void>): Promise<void> {
      const holds = Promise.withResolvers<void>()
      const held = Promise.withResolvers<void>()
      const writing = db.transact(async (tx) => {
        const marks = tx as unknown as Tx<SearchTables>
        await marks
          .updateTable('search_marks')
          .set((eb) => ({ stamp: eb.ref('stamp') }))
          .execute()
        holds.resolve()
        await held.promise
      })
      await holds.promise
      try {
        await look()
      } finally {
        held.resolve()
        await writing
      }
    },
    marks: async () =>
      (await db.tables<SearchTables>().read.selectFrom('search_marks').select('id').execute()).length,
    async close() {
      for (const other of others) await other.close()
      await one.search.close()
      await house.close()
    },
  }
}

async function openOne(db: ThingDb, gate: Gate, { settleMs = 5000, kinds = [kind, 'member'] }: Options) {
  const parts = { db, cursors: openCursors(Buffer.alloc(32, 3)), clock: systemClock, log: quietLog() }
  const search = await openSearch({ ...(parts as typeof parts & { db: Db }), settleMs })
  for (const one of kinds) search.use(sourceOf(one, db, gate))
  const find = (text: string, ask: Partial<SearchAsk> = {}) => search.find({ ...plainAsk, text, ...ask })
  return {
    search,
    find,
    /** Titles of what is found, in their order. */
    async titles(text: string, ask: Partial<SearchAsk> = {}): Promise<string[]> {
      const { items } = await find(text, { limit: 100, ...ask })
      return items.map((item) => item.title.map((piece) => piece.text).join(''))
    },
  }
}

async function keepThing(tx: Tx<ThingTables>, entry: SearchEntry): Promise<void> {
  const row = { id: entry.id, kind: entry.kind, space_id: entry.spaceId, entry: JSON.stringify(entry) }
  await tx
    .insertInto('things')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ entry: row.entry }))
    .execute()
}

const sourceOf = (one: string, db: ThingDb, gate: Gate): SearchSource => ({
  kind: one,
  async read(ids) {
    const rows = await db.read
      .selectFrom('things')
      .select('entry')
      .where('kind', '=', one)
      .where('id', 'in', ids)
      .execute()
    await gate.before(ids)
    return rows.map((row) => JSON.parse(row.entry) as SearchEntry)
  },
  async every(after, limit) {
    const rows = await db.read
      .selectFrom('things')
      .select(['id', 'space_id'])
      .where('kind', '=', one)
      .where('id', '>', after ?? '')
      .orderBy('id')
      .limit(limit)
      .execute()
    return rows.map((row) => ({ id: row.id, spaceId: row.space_id }))
  },
})

const plainTime = '2026-01-01T00:00:00.000Z'
const plain = {
  kind,
  spaceId,
  title: '',
  tags: [],
  text: '',
  authorId: null,
  visibility: 'members' as const,
  archived: false,
  has: [],
}
const plainAsk: SearchAsk = {
  spaceId,
  viewer: { sees: 'members', accountId: me },
  text: '',
  limit: 20,
}
