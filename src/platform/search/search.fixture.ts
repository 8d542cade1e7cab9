import { openTestDb } from '../../../test/harness/open-test-db.ts'
import { quietLog } from '../../../test/harness/quiet.ts'
import type { Visibility } from '../../contract/shapes.ts'
import { systemClock } from '../clock.ts'
import type { Db } from '../db/db.ts'
import { openCursors } from '../http/cursors.ts'
import { newId } from '../ids.ts'
import { platformMigrations } from '../platform-migrations.ts'
import { openSearch } from './open-search.ts'
import type { SearchAsk, SearchEntry, SearchSource } from './search.ts'

export const spaceId = newId()
export const me = newId()
const kind = 'thing'

/** A thing of the test, as little as one has to say. */
export type Thing = Partial<SearchEntry> & { visibility?: Visibility }

type ThingTables = { things: { id: string; space_id: string; entry: string } }

const things = {
  owner: 'test',
  migrations: [
    {
      name: '0001-things',
      up: (db: Parameters<(typeof platformMigrations.migrations)[0]['up']>[0]) =>
        db.schema
          .createTable('things')
          .addColumn('id', 'text', (column) => column.primaryKey())
          .addColumn('space_id', 'text', (column) => column.notNull())
          .addColumn('entry', 'text', (column) => column.notNull())
          .execute(),
    },
  ],
}

export type TestSearch = Awaited<ReturnType<typeof openTestSearch>>

/** A search engine over a table of things, which is its source. */
export async function openTestSearch() {
  const house = await openTestDb([platformMigrations, things])
  const db = house.db.tables<ThingTables>()
  const gate = { before: async () => {} }
  const open = await openOne(house.db, sourceOf(db, gate))
  let count = 0

  return {
    ...open,
    db: house.db,
    /** Runs before each read of the source, to hold it or let it fail. */
    gate,
    /** Another process on the same database. */
    another: () => openOne(house.db, sourceOf(db, gate)),
    async put(thing: Thing): Promise<string> {
      const at = new Date(Date.UTC(2026, 0, 1) + count++ * 1000).toISOString()
      const entry: SearchEntry = { ...plain, id: newId(Date.parse(at)), at, ...thing }
      await db.transact(async (tx) => {
        await tx
          .insertInto('things')
          .values({ id: entry.id, space_id: entry.spaceId, entry: JSON.stringify(entry) })
          .onConflict((conflict) => conflict.column('id').doUpdateSet({ entry: JSON.stringify(entry) }))
          .execute()
        await open.search.changed(tx, entry)
      })
      return entry.id
    },
    async remove(id: string): Promise<void> {
      await db.transact(async (tx) => {
        const row = await tx
          .deleteFrom('things')
          .where('id', '=', id)
          .returning('space_id')
          .executeTakeFirstOrThrow()
        await open.search.changed(tx, { kind, id, spaceId: row.space_id })
      })
    },
    find: (text: string, ask: Partial<SearchAsk> = {}) => open.search.find({ ...plainAsk, text, ...ask }),
    /** Titles of what is found, in their order. */
    async titles(text: string, ask: Partial<SearchAsk> = {}): Promise<string[]> {
      const { items } = await open.search.find({ ...plainAsk, limit: 100, text, ...ask })
      return items.map((item) => item.title.map((piece) => piece.text).join(''))
    },
    async close() {
      await open.search.close()
      await house.close()
    },
  }
}

async function openOne(db: Db, source: SearchSource) {
  const parts = { db, cursors: openCursors(Buffer.alloc(32, 3)), clock: systemClock, log: quietLog() }
  const search = await openSearch({ ...parts, settleMs: 2000 })
  search.use(source)
  return { search }
}

function sourceOf(db: Db<ThingTables>, gate: { before(): Promise<void> }): SearchSource {
  return {
    kind,
    async read(ids) {
      const rows = await db.read.selectFrom('things').select('entry').where('id', 'in', ids).execute()
      await gate.before()
      return rows.map((row) => JSON.parse(row.entry) as SearchEntry)
    },
    async every(after, limit) {
      const rows = await db.read
        .selectFrom('things')
        .select(['id', 'space_id'])
        .where('id', '>', after ?? '')
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map((row) => ({ id: row.id, spaceId: row.space_id }))
    },
  }
}

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
