import { CompiledQuery, type Kysely, SqliteQueryCompiler } from 'kysely'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { Standing } from '#platform/auth/actor.ts'
import type { Db } from '#platform/db/db.ts'
import { toJson } from '#platform/db/json.ts'
import type { Role } from '../../../contract/shapes.ts'
import { openTestDb, type TestDb } from '../../../../test/harness/open-test-db.ts'
import { notes0001 } from './migrations/0001-notes.ts'
import { noteFiles0002 } from './migrations/0002-note-files.ts'
import { noteTransfers0003 } from './migrations/0003-note-transfers.ts'
import { listIndexes0005 } from './migrations/0005-list-indexes.ts'
import { archivableNotes, countArchivable } from './note-archive-store.ts'
import { idsTitled, linkingIds, linksFrom } from './note-link-store.ts'
import * as lists from './note-list-store.ts'
import { notePolicies, viewerOf } from './note-policies.ts'
import * as store from './note-store.ts'
import type { NoteRow, NoteTables } from './note-tables.ts'
import { listTags, notesTagged, placeTags } from './note-tag-store.ts'
import { someNote } from './notes.fixture.ts'
import { findRevision, listRevisions, renamesSince } from './revision-store.ts'

let house: TestDb
let db: Db<NoteTables>
beforeAll(async () => {
  house = await openTestDb([
    { owner: 'notes', migrations: [notes0001, noteFiles0002, noteTransfers0003, listIndexes0005] },
  ])
  db = house.db.tables<NoteTables>()
})
afterAll(() => house.close())

const now = '2026-06-01T00:00:00.000Z'
const standing = (role: Role, accountId: string, spaceId = 'space'): Standing => ({
  space: { id: spaceId, slug: 's', name: 'S' },
  role,
  accountId,
})
const filterOf = (who: Standing, more: Partial<lists.NoteFilter> = {}): lists.NoteFilter => ({
  spaceId: who.space.id,
  viewer: viewerOf(who),
  archived: false,
  tag: null,
  authorId: null,
  after: null,
  before: null,
  ...more,
})
const keep = (...rows: NoteRow[]) =>
  db.transact(async (tx) => {
    for (const row of rows) {
      await store.insertNote(tx, row)
      await placeTags(tx, null, row)
    }
  })
const idsFor = async (who: Standing, more: Partial<lists.NoteFilter> = {}) =>
  (await lists.listNotes(db.read, filterOf(who, more), 200, null)).map((note) => note.id)
const trashFor = async (who: Standing, more: Partial<lists.NoteFilter> = {}) =>
  (await lists.listTrash(db.read, filterOf(who, more), 200, now, null)).map((note) => note.id)

describe('a list shows exactly what the policy lets someone read', () => {
  const rows: NoteRow[] = []
  for (const visibility of ['members', 'private'] as const)
    for (const author_id of ['author', 'other'])
      for (const archived_at of [null, now])
        for (const deleted_at of [null, now])
          for (const tags of [['fog'], []])
            rows.push(
              someNote({
                visibility,
                author_id,
                archived_at,
                deleted_at,
                purge_at: deleted_at && '2026-07-01T00:00:00.000Z',
                tags: toJson(tags),
              }),
            )
  beforeAll(() => keep(...rows, someNote({ space_id: 'elsewhere', tags: toJson(['fog']) })))

  test.each([
    ['a member', standing('member', 'author')],
    ['a member who wrote none', standing('member', 'third')],
    ['an operator', standing('operator', 'other')],
    ['an admin', standing('admin', 'admin')],
    ['an owner', standing('owner', 'owner')],
  ])('%s', async (_, who) => {
    for (const authorId of [null, 'author', 'other']) {
      const readable = rows.filter(
        (note) =>
          notePolicies.read(who, note) === 'allow' && (authorId === null || note.author_id === authorId),
      )
      const ids = (some: (note: NoteRow) => boolean) => new Set(readable.filter(some).map((note) => note.id))
      for (const archived of [false, true]) {
        const there = (note: NoteRow) => note.deleted_at === null && (note.archived_at !== null) === archived
        expect(new Set(await idsFor(who, { archived, authorId }))).toEqual(ids(there))
        const tagged = (note: NoteRow) => there(note) && note.tags.includes('fog')
        expect(new Set(await idsFor(who, { archived, authorId, tag: 'fog' }))).toEqual(ids(tagged))
      }
      const own = (note: NoteRow) => note.deleted_at !== null
      expect(new Set(await trashFor(who, { authorId }))).toEqual(ids(own))
    }
  })
})

test('pages hold every note once, pinned first, then the latest changed, whatever the filter', async () => {
  const who = standing('member', 'author', 'pages')
  const rows = Array.from({ length: 60 }, (_, at) =>
    someNote({
      space_id: 'pages',
      author_id: at % 3 === 0 ? 'other' : 'author',
      visibility: at % 4 === 1 ? 'private' : 'members',
      pinned: at % 10 === 0 ? 1 : 0,
      // Some were changed in the same millisecond.
      updated_at: `2026-05-01T10:00:00.${String(Math.floor(at / 3)).padStart(3, '0')}Z`,
      tags: toJson(at % 2 === 0 ? ['even'] : ['odd']),
    }),
  )
  await keep(...rows)
  for (const more of [{}, { tag: 'even' }, { authorId: 'author' }, { tag: 'odd', authorId: 'author' }]) {
    const filter = filterOf(who, more)
    const found: lists.ListedNote[] = []
    for (;;) {
      const last = found.at(-1)
      const page = await lists.listNotes(
        db.read,
        filter,
        7,
        last ? [last.pinned, last.updated_at, last.id] : null,
      )
      if (page.length === 0) break
      found.push(...page)
    }
    expect(found.map((note) => note.id)).toEqual(await idsFor(who, more))
    const keys = found.map((note) => `${note.pinned} ${note.updated_at} ${note.id}`)
    expect(keys).toEqual(keys.toSorted().toReversed())
  }
  expect(await idsFor(who)).toHaveLength(
    60 - rows.filter((n) => n.visibility === 'private' && n.author_id === 'other').length,
  )
})

test('pages of a time hold every note once, the latest made first', async () => {
  const who = standing('member', 'author', 'ages')
  const rows = Array.from({ length: 20 }, (_, at) =>
    someNote({
      space_id: 'ages',
      visibility: at % 4 === 1 ? 'private' : 'members',
      pinned: at % 5 === 0 ? 1 : 0,
      created_at: `2026-02-${String(1 + at).padStart(2, '0')}T00:00:00.000Z`,
      tags: toJson(['t']),
    }),
  )
  await keep(...rows)
  const made = rows.map((note) => note.id).toSorted()
  for (const tag of [null, 't']) {
    const filter = filterOf(who, { tag, after: made[2]!, before: made[17]! })
    const found: string[] = []
    for (let place: lists.ListPlace | null = null; ;) {
      const page = await lists.listNotes(db.read, filter, 4, place)
      if (page.length === 0) break
      found.push(...page.map((note) => note.id))
      place = lists.listPlace(filter, page.at(-1)!)
    }
    expect(found).toEqual(made.slice(3, 17).toReversed())
  }
})

test('the trash goes on where its last page ended and holds nothing that cannot be brought back', async () => {
  const who = standing('owner', 'owner', 'trash')
  const deleted = (at: number) =>
    someNote({
      space_id: 'trash',
      archived_at: at % 2 === 0 ? now : null,
      deleted_at: `2026-05-0${1 + Math.floor(at / 2)}T00:00:00.000Z`,
      purge_at: at === 5 ? now : '2026-07-01T00:00:00.000Z',
    })
  await keep(...Array.from({ length: 6 }, (_, at) => deleted(at)))
  const first = await lists.listTrash(db.read, filterOf(who), 3, now, null)
  const last = first.at(-1)!
  const rest = await lists.listTrash(db.read, filterOf(who), 3, now, [last.deleted_at!, last.id])
  expect([...first, ...rest].map((note) => note.id)).toEqual(await trashFor(who))
  expect(rest).toHaveLength(2)
})

test('what was made before and after a time, by the ids', async () => {
  const who = standing('member', 'author', 'times')
  const [old, young] = ['2026-01-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z'].map((created_at) =>
    someNote({ space_id: 'times', created_at, tags: toJson(['t']) }),
  )
  await keep(old!, young!)
  for (const tag of [null, 't']) {
    expect(await idsFor(who, { tag, after: young!.id.slice(0, 13) })).toEqual([young!.id])
    expect(await idsFor(who, { tag, before: young!.id.slice(0, 13) })).toEqual([old!.id])
  }
})

test('tags are counted for the asker, most used first, by their beginning', async () => {
  const space_id = 'counts'
  const tagged = (tags: string[], more: Partial<NoteRow> = {}) =>
    someNote({ space_id, tags: toJson(tags), ...more })
  await keep(
    tagged(['Fog', 'ice']),
    tagged(['fog']),
    tagged(['fog', 'forest'], { visibility: 'private', author_id: 'other' }),
    tagged(['old'], { archived_at: now }),
    tagged(['gone'], { deleted_at: now }),
  )
  const count = (who: Standing, more = {}) =>
    listTags(db.read, { spaceId: space_id, viewer: viewerOf(who), shelf: 'desk', prefix: '', ...more })
  expect(await count(standing('member', 'author'))).toEqual([
    { tag: 'fog', count: 2 },
    { tag: 'ice', count: 1 },
  ])
  expect(await count(standing('admin', 'admin'), { prefix: 'fo' })).toEqual([
    { tag: 'fog', count: 3 },
    { tag: 'forest', count: 1 },
  ])
  expect(await count(standing('member', 'other'), { shelf: 'archive' })).toEqual([{ tag: 'old', count: 1 }])
})

// How PostgreSQL walks is proved on big tables, in test/db: there these queries only have to run.
const isSqlite = inject('bed') === undefined

test('no list reads more than it shows: every query walks an index', async () => {
  const asked: CompiledQuery[] = []
  const read = (db.read as Kysely<NoteTables>).withPlugin({
    transformQuery({ node }) {
      asked.push(new SqliteQueryCompiler().compileQuery(node))
      return node
    },
    transformResult: async ({ result }) => result,
  })
  const note = someNote()
  const since = { spaceId: 'space', unchangedSince: now }
  for (const who of [standing('member', 'author'), standing('owner', 'owner')]) {
    for (const more of [{}, { authorId: 'author' }, { after: 'a', before: 'b' }])
      for (const tag of [null, 'fog'])
        for (const archived of [false, true])
          for (const place of 'before' in more
            ? [null, ['aa'] as const]
            : ([null, [1, now, 'id'], [0, now, 'id']] as const))
            await lists.listNotes(read, filterOf(who, { ...more, tag, archived }), 20, place)
    await lists.listTrash(read, filterOf(who), 20, now, [now, 'id'])
    await idsTitled(read, 'space', viewerOf(who), ['a', 'b'])
  }
  await lists.listedNotes(read, ['a', 'b'])
  await notesTagged(read, 'space', 'fog')
  await linksFrom(read, 'a')
  await linkingIds(read, note, 20, 'id')
  await listRevisions(read, 'a', 20, 7)
  await findRevision(read, 'a', 7)
  await renamesSince(read, 'a', 7)
  await store.findNote(read, 'space', 'a')
  await store.noteIds(read, null, 20)
  await store.purgeableNotes(read, now, 20)
  for (const authorId of [null, 'author']) {
    await archivableNotes(read, { ...since, authorId }, 20)
    await countArchivable(read, { ...since, authorId })
  }
  expect(asked.length).toBeGreaterThan(100)
  for (const { sql, parameters } of isSqlite ? asked : []) {
    const plan = await explain(sql, parameters)
    expect(walks(plan) ? 'walks an index' : `${sql}\n${plan}`).toBe('walks an index')
  }
})

test('a query without an index would be seen', async () => {
  const unindexed = 'select id from notes where title = ? order by body'
  expect(isSqlite && walks(await explain(unindexed, ['x']))).toBe(false)
})

const walks = (plan: string) => !/^SCAN/m.test(plan) && !plan.includes('TEMP B-TREE')

async function explain(sql: string, parameters: readonly unknown[]): Promise<string> {
  const plan = await (db.read as Kysely<NoteTables>).executeQuery<{ detail: string }>(
    CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]),
  )
  return plan.rows.map((row) => row.detail).join('\n')
}
