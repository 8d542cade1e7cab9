import type { Standing } from '#platform/auth/actor.ts'
import { openAudit } from '#platform/audit/open-audit.ts'
import { openBus } from '#platform/bus/open-bus.ts'
import { openCache } from '#platform/cache/open-cache.ts'
import type { Clock } from '#platform/clock.ts'
import { toJson } from '#platform/db/json.ts'
import { openCursors } from '#platform/http/cursors.ts'
import { newId } from '#platform/ids.ts'
import { platformMigrations } from '#platform/platform-migrations.ts'
import type { Platform } from '#platform/platform.ts'
import { openQueue } from '#platform/queue/open-queue.ts'
import { openSearch } from '#platform/search/open-search.ts'
import { openTestDb } from '../../../../test/harness/open-test-db.ts'
import { openTestShared } from '../../../../test/harness/open-test-shared.ts'
import { bareMetrics, quietLog } from '../../../../test/harness/quiet.ts'
import type { NewNote } from '../contract/note.ts'
import { archiveNotesJob } from './archive-notes-job.ts'
import { notes0001 } from './migrations/0001-notes.ts'
import { noteActions } from './note-audit.ts'
import { openNoteNews } from './note-news.ts'
import type { NoteParts } from './note-parts.ts'
import { noteSource } from './note-search.ts'
import { openNoteSaves } from './note-saves.ts'
import { noteById } from './note-store.ts'
import type { NoteRow, NoteTables } from './note-tables.ts'
import { openNoteTags } from './note-tags.ts'
import { openNoteTrash } from './note-trash.ts'
import { openNotes } from './notes.ts'
import { purgeNotesJob } from './purge-notes-job.ts'

/** Notes on real engines, with a clock that stands still until it is moved; for tests of this folder. */
export async function openTestNotes() {
  const clock = stillClock('2026-06-01T10:00:00.000Z')
  const tools = { log: quietLog(), metrics: bareMetrics(), clock }
  const house = await openTestDb([platformMigrations, { owner: 'notes', migrations: [notes0001] }])
  const db = house.db.tables<NoteTables>()
  const shared = await openTestShared()
  const bus = await openBus(shared, tools)
  const cache = await openCache(shared, { ...tools, bus })
  const queue = await openQueue(
    shared,
    { ...tools, db: house.db, bus },
    { backoff: 0.01, poll: 0.05, watch: 0.05 },
  )
  const cursors = openCursors(Buffer.alloc(32, 1))
  // However busy the machine is, what was written is found.
  const search = await openSearch({ ...tools, db: house.db, cursors, settleMs: 10_000 })
  const erased: string[] = []
  const parts: NoteParts = {
    attachments: async () => [],
    features: async () => new Map(),
    erase: async (_tx, id) => {
      erased.push(id)
    },
  }
  const accounts = {
    people: async (ids: readonly string[]) => new Map(ids.map((id) => [id, { id, name: id }])),
    members: async () => [
      { accountId: author.accountId!, name: 'Author', role: 'member' },
      { accountId: owner.accountId!, name: 'Owner', role: 'owner' },
    ],
  } as Partial<Platform['accounts']> as Platform['accounts']
  const platform = {
    ...tools,
    audit: openAudit({ clock, actions: Object.values(noteActions) }),
    bus,
    cache,
    queue,
    search,
    accounts,
    cursors,
  }
  search.use(noteSource({ db, parts }))
  const news = openNoteNews(platform)
  const saves = openNoteSaves({ ...platform, news })
  const notes = openNotes({ ...platform, db, saves })
  const trash = openNoteTrash({ ...platform, db, news, parts })

  return {
    ...platform,
    db,
    news,
    saves,
    notes,
    trash,
    tags: openNoteTags({ db, saves }),
    parts,
    /** Ids of notes that are gone for good. */
    erased,
    /** Titles of what a member finds. */
    async find(text: string): Promise<string[]> {
      await search.settle()
      const viewer = { sees: 'members', accountId: 'author' } as const
      const found = await search.find({ spaceId: 'space', viewer, text, kinds: ['note'], limit: 100 })
      return found.items.map(({ title }) => title.map((part) => part.text).join(''))
    },
    /** Each a millisecond after the one before, so that they sort as they were written. */
    write(who: Standing, input: Partial<NewNote> = {}) {
      clock.pass(0.001)
      return notes.create(who, { title: 'A note', body: 'Words', ...input })
    },
    note: async (id: string) => (await noteById(db.read, id))!,
    work: () =>
      queue.work([archiveNotesJob({ ...platform, db, saves }), purgeNotesJob({ clock, db, trash })], {
        media: 1,
        default: 2,
      }),
    async close() {
      await queue.stop(0)
      await search.close()
      await cache.close()
      await bus.close()
      await shared.close()
      await house.close()
    },
  }
}

export const author: Standing = {
  space: { id: 'space', slug: 'space', name: 'Space' },
  role: 'member',
  accountId: 'author',
}
export const owner: Standing = { ...author, role: 'owner', accountId: 'owner' }
export const other: Standing = { ...author, accountId: 'other' }
export const guest: Standing = { ...author, role: null, accountId: null }
export const elsewhere: Standing = { ...owner, space: { id: 'elsewhere', slug: 'elsewhere', name: 'E' } }

/** A row for tests of stores. */
export function someNote(changes: Partial<NoteRow> = {}): NoteRow {
  const now = '2026-05-01T10:00:00.000Z'
  return {
    id: newId(Date.parse(changes.created_at ?? now)),
    space_id: 'space',
    author_id: 'author',
    editor_id: 'author',
    title: 'A note',
    title_folded: 'a note',
    excerpt: '',
    tags: toJson([]),
    pinned: 0,
    visibility: 'members',
    archived_at: null,
    deleted_at: null,
    purge_at: null,
    created_at: now,
    updated_at: now,
    version: 1,
    access_version: 1,
    body: '',
    ...changes,
  }
}

export function stillClock(start: string): Clock & { pass(seconds: number): void } {
  let now = Date.parse(start)
  return {
    now: () => now,
    iso: (offsetSeconds = 0) => new Date(now + offsetSeconds * 1000).toISOString(),
    pass(seconds) {
      now += seconds * 1000
    },
  }
}
