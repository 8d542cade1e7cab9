import type { ExpressionBuilder } from 'kysely'
import { setImmediate as turn } from 'node:timers/promises'
import { newId } from '#platform/ids.ts'
import { toJson } from '#platform/db/json.ts'
import { type NoteQuery, readNotePage } from '../server/note-lists.ts'
import { viewerOf } from '../server/note-policies.ts'
import type { NoteRow, NoteTables } from '../server/note-tables.ts'
import { listTags } from '../server/note-tag-store.ts'
import { openTestNotes, other, owner, someNote } from '../server/notes.fixture.ts'

const notes = 100_000
const asks = 60
const start = Date.UTC(2020, 0, 1)

type House = Awaited<ReturnType<typeof openTestNotes>>

/** Every page of a long-lived space's notes, as the route makes it: rows, names, cursors, JSON. */
export const bench = {
  name: 'notes-list',
  title: `Pages of ${notes.toLocaleString('en')} notes in one space`,
  async run() {
    const house = await openTestNotes()
    try {
      await fill(house)
      const page = (who: typeof other, query: NoteQuery) => async () =>
        JSON.stringify(await readNotePage(house, who, query))
      const young = new Date(start + (notes - 50) * 1_800_000).toISOString()
      const old = new Date(start + 50 * 1_800_000).toISOString()
      const rows = [
        ['first page', await p95(page(other, {}))],
        ['first page of an admin', await p95(page(owner, {}))],
        ['every page of 100 to the end', percentile(await walk(house))],
        ['a tag on a fifth of all', await p95(page(other, { tag: 'tag 3' }))],
        ['a tag on ten', await p95(page(other, { tag: 'rare' }))],
        ['an author', await p95(page(other, { author: 'author 8' }))],
        ['a tag and an author', await p95(page(other, { tag: 'tag 3', author: 'author 8' }))],
        ['the oldest fifty, which were changed first', await p95(page(other, { before: old }))],
        ['the youngest fifty', await p95(page(other, { after: young }))],
        ['the archive', await p95(page(other, { archived: true }))],
        ['the trash', await p95(page(other, { deleted: true }))],
      ] as const
      const counted = await p95(() =>
        listTags(house.db.read, { spaceId: 'space', viewer: viewerOf(other), shelf: 'desk', prefix: '' }),
      )
      await house.search.rebuild()
      const found = await p95(page(other, { q: 'meeting' }))
      const narrowed = await p95(page(other, { q: 'meeting', tag: 'tag 3', after: young }))
      return {
        rows: [
          ...rows.map(([what, value]) => row(what, value, 20)),
          row('a word, best first', found, 50),
          row('a word within a tag, after a time', narrowed, 50),
          row('all tags with their counts', counted, 20),
        ],
      }
    } finally {
      await house.close()
    }
  },
}

const row = (what: string, value: number, most: number) => ({
  what: `p95 of ${what}`,
  value: `${value.toFixed(1)} ms`,
  target: `≤ ${most} ms`,
  ok: value <= most,
})

/** How long each page took on the way from the first to the last. */
async function walk(house: House): Promise<number[]> {
  const times: number[] = []
  let cursor: string | null = null
  do {
    await turn()
    const began = performance.now()
    const page: Awaited<ReturnType<typeof readNotePage>> = await readNotePage(house, other, {
      limit: 100,
      ...(cursor !== null && { cursor }),
    })
    times.push(performance.now() - began)
    cursor = page.nextCursor
  } while (cursor !== null)
  return times
}

async function p95(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let ask = 0; ask < asks; ask += 1) {
    await turn()
    const began = performance.now()
    await work()
    times.push(performance.now() - began)
  }
  return percentile(times)
}

const percentile = (times: number[]) =>
  times.toSorted((a, b) => a - b)[Math.floor(0.95 * (times.length - 1))]!

/** Twenty authors, forty tags, one note in ten private, one in fifty archived; changed in the order they were made. */
async function fill({ db }: House): Promise<void> {
  for (let made = 0; made < notes; made += 500)
    await db.transact(async (tx) => {
      const rows = Array.from({ length: 500 }, (_, one) => noteAt(made + one))
      for (const archived of [false, true]) {
        const some = rows.filter((one) => (one.archived_at !== null) === archived)
        await tx
          .insertInto(archived ? 'archived_notes' : 'notes')
          .values(some)
          .execute()
      }
      const tags = rows.flatMap((one) =>
        (JSON.parse(one.tags) as string[]).map((tag) => ({
          note_id: one.id,
          space_id: one.space_id,
          folded: tag,
          tag,
          shelf: one.deleted_at
            ? ('trash' as const)
            : one.archived_at
              ? ('archive' as const)
              : ('desk' as const),
          author_id: one.author_id,
          visibility: one.visibility,
          pinned: one.pinned,
          updated_at: one.updated_at,
        })),
      )
      await tx.insertInto('note_tags').values(tags).execute()
    })
  await db.transact((tx) =>
    tx
      .insertInto('note_tag_counts')
      .columns(['space_id', 'shelf', 'private_to', 'folded', 'tag', 'count'])
      .expression((eb) =>
        eb
          .selectFrom('note_tags')
          .select((own) => [
            'space_id',
            'shelf',
            privateTo(own).as('private_to'),
            'folded',
            own.fn.max('tag').as('tag'),
            own.fn.countAll<number>().as('count'),
          ])
          .groupBy((own) => ['space_id', 'shelf', privateTo(own), 'folded']),
      )
      .execute(),
  )
}

const privateTo = (eb: ExpressionBuilder<NoteTables, 'note_tags'>) =>
  eb.case().when('visibility', '=', 'private').then(eb.ref('author_id')).else('').end()

function noteAt(n: number): NoteRow {
  const at = new Date(start + n * 1_800_000).toISOString()
  const deleted = n % 100 === 7
  return someNote({
    id: newId(Date.parse(at)),
    author_id: n % 20 === 5 ? 'other' : `author ${n % 20}`,
    title: `Note ${n} of a long-lived space`,
    title_folded: `note ${n} of a long-lived space`,
    excerpt: 'What was said and agreed. '.repeat(8),
    tags: toJson([`tag ${n % 5}`, `tag ${10 + (n % 35)}`, ...(n % (notes / 10) === 1 ? ['rare'] : [])]),
    pinned: n % 5000 === 0 ? 1 : 0,
    visibility: n % 10 === 0 ? 'private' : 'members',
    archived_at: n % 50 === 1 ? at : null,
    deleted_at: deleted ? at : null,
    purge_at: deleted ? '2030-01-01T00:00:00.000Z' : null,
    created_at: at,
    updated_at: at,
    version: 3,
    body: `${n % 2 === 0 ? 'The meeting' : 'A letter'} about the plan. ${'What was said and agreed, at length. '.repeat(20)}`,
  })
}
