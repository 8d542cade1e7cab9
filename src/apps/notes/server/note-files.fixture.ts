import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Standing } from '#platform/auth/actor.ts'
import { openPasswords } from '#platform/auth/passwords.ts'
import { openAudit } from '#platform/audit/open-audit.ts'
import { openBus } from '#platform/bus/open-bus.ts'
import { openCache } from '#platform/cache/open-cache.ts'
import type { Config } from '#platform/config/config.ts'
import { openCursors } from '#platform/http/cursors.ts'
import type { BoundRoute, Call } from '#platform/http/handle.ts'
import { openSignedPaths } from '#platform/http/signed-paths.ts'
import { openProcessUploadLocks } from '#platform/http/process-upload-locks.ts'
import { openUploads } from '#platform/http/uploads.ts'
import { platformMigrations } from '#platform/platform-migrations.ts'
import type { Platform } from '#platform/platform.ts'
import { openQueue } from '#platform/queue/open-queue.ts'
import { openSearch } from '#platform/search/open-search.ts'
import { openStorage } from '#platform/storage/open-storage.ts'
import { soleHold } from '#platform/storage/storage.ts'
import { openTestDb } from '../../../../test/harness/open-test-db.ts'
import { openTestShared } from '../../../../test/harness/open-test-shared.ts'
import { bareMetrics, quietLog } from '../../../../test/harness/quiet.ts'
import { until } from '../../../../test/until.ts'
import type { NewNote, NoteExport, NoteImport } from '../contract/note.ts'
import { attachmentById } from './attachment-store.ts'
import { app } from './notes-app.ts'
import { openNoteFiles } from './note-files.ts'
import { openNoteNews } from './note-news.ts'
import { openNoteSaves } from './note-saves.ts'
import { noteSource } from './note-search.ts'
import { findNote, noteById } from './note-store.ts'
import type { NoteTables } from './note-tables.ts'
import { openNoteTrash } from './note-trash.ts'
import { openNotes } from './notes.ts'
import { author, elsewhere, other, owner, stillClock } from './notes.fixture.ts'

const anywhere = (bytes: Buffer) => ({ key: 'sent', size: bytes.length, hold: soleHold })

/** Attachments, shares, exports and imports on real engines with real bytes; for tests of this folder. */
export async function openTestFiles(settings: Partial<Config> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'longhouse-note-files-'))
  const clock = stillClock('2026-06-01T10:00:00.000Z')
  const tools = { log: quietLog(), metrics: bareMetrics(), clock }
  const house = await openTestDb([platformMigrations, app.migrations])
  const db = house.db.tables<NoteTables>()
  const config = {
    maxUploadSize: 1e8,
    spaceQuota: null,
    publicUrl: 'https://house.example',
    ...settings,
  } as Config
  const storage = await openStorage({ engine: 'disk', folder }, tools)
  const shared = await openTestShared()
  const bus = await openBus(shared, tools)
  const cache = await openCache(shared, { ...tools, bus })
  const queue = await openQueue(
    shared,
    { ...tools, db: house.db, bus },
    { backoff: 0.01, poll: 0.05, watch: 0.05 },
  )
  const people = new Map(
    [author, other, owner, elsewhere].map((one) => [`${one.space.id} ${one.accountId}`, one]),
  )
  const accounts = {
    people: async (ids: readonly string[]) => new Map(ids.map((id) => [id, { id, name: id }])),
    standingIn: async (spaceId: string, accountId: string) =>
      people.get(`${spaceId} ${accountId}`) ?? { ...author, role: null, accountId },
    role: async () => 'member',
  } as Partial<Platform['accounts']> as Platform['accounts']
  const auth = { accounts, watch: () => () => undefined }
  const cursors = openCursors(Buffer.alloc(32, 1))
  const locks = openProcessUploadLocks()
  const uploads = openUploads({ ...tools, config, db: house.db, storage, auth, locks })
  const platform = {
    ...tools,
    audit: openAudit({ clock, actions: app.audited ?? [] }),
    config,
    storage,
    bus,
    cache,
    queue,
    uploads,
    accounts,
    signedPaths: openSignedPaths({ secretKey: Buffer.alloc(32, 1), cdnUrl: null, clock }),
    cursors,
    passwords: openPasswords({ memoryKiB: 64, passes: 1 }),
    search: await openSearch({ ...tools, db: house.db, cursors, settleMs: 10_000 }),
  } as unknown as Platform

  const news = openNoteNews(platform)
  const saves = openNoteSaves({ ...platform, news })
  const notes = openNotes({ ...platform, db, saves })
  const files = openNoteFiles({ ...platform, db, news, saves })
  platform.search.use(noteSource({ db, parts: files.parts }))
  const trash = openNoteTrash({ ...platform, db, news, parts: files.parts })
  await uploads.use(files.opened.uploadOwners)

  const keys = async () => {
    const found: string[] = []
    for await (const { key } of storage.list()) found.push(key)
    return found
  }
  const route = (id: string): BoundRoute => files.opened.routes.find((one) => one.contract.id === id)!
  const call = async <R>(id: string, who: Standing, more: Partial<Call> = {}): Promise<R> =>
    (await route(id).run({
      standing: who,
      query: {},
      reply: { header: () => undefined },
      ...more,
    } as unknown as Call)) as R

  return {
    ...platform,
    ...files,
    db,
    clock,
    notes,
    trash,
    keys,
    call,
    write: (who: Standing, input: Partial<NewNote> = {}) =>
      notes.create(who, { title: 'A note', body: 'Words', ...input }),
    note: (id: string) => noteById(db.read, id),
    noteIn: (who: Standing, id: string) => findNote(db.read, who.space.id, id),
    allNotes: async (who: Standing) => {
      const tables = ['notes', 'archived_notes'] as const
      const rows = await Promise.all(
        tables.map((table) =>
          db.read.selectFrom(table).selectAll().where('space_id', '=', who.space.id).execute(),
        ),
      )
      return rows.flat().toSorted((a, b) => (a.id < b.id ? -1 : 1))
    },
    /** Somebody leaves the space, or is another role in it from now on. */
    nowIs: (who: Standing, role: Standing['role']) =>
      people.set(`${who.space.id} ${who.accountId}`, { ...who, role }),
    work: () => queue.work(files.opened.jobs, { media: 1, default: 2 }),
    /** Sends all bytes of an announced file; storage takes the copy for its own. */
    send: async (url: string, bytes: Buffer) => {
      const id = url.split('/').at(-1)!
      await storage.incoming.append(id, 0, Readable.from([Buffer.from(bytes)]), anywhere(bytes))
      await uploads.use(files.opened.uploadOwners)
    },
    attach: async (who: Standing, noteId: string, name: string, bytes: Buffer, type = '') => {
      const row = await files.attachments.create(who, noteId, { name, size: bytes.length, type })
      await storage.incoming.append(
        row.upload_url!.split('/').at(-1)!,
        0,
        Readable.from([Buffer.from(bytes)]),
        anywhere(bytes),
      )
      await uploads.use(files.opened.uploadOwners)
      return (await attachmentById(db.read, row.id))!
    },
    export: async (who: Standing, body: object = { format: 'zip' }) => {
      const made = await call<NoteExport>('note-export.create', who, { body } as never)
      return until(async () => {
        const now = await call<NoteExport>('note-export.read', who, { params: { id: made.id } } as never)
        return ['waiting', 'running'].includes(now.state) ? null : now
      })
    },
    import: async (who: Standing, name: string, bytes: Buffer) => {
      const file = { name, size: bytes.length, type: '' }
      const made = await call<NoteImport>('note-import.create', who, { body: { file } } as never)
      await storage.incoming.append(
        made.upload!.url.split('/').at(-1)!,
        0,
        Readable.from([Buffer.from(bytes)]),
        anywhere(bytes),
      )
      await uploads.use(files.opened.uploadOwners)
      return until(async () => {
        const now = await call<NoteImport>('note-import.read', who, { params: { id: made.id } } as never)
        return ['uploading', 'waiting', 'running'].includes(now.state) ? null : now
      })
    },
    /** What a path of this house answers. */
    fetch: async (path: string) => {
      const [, , token = '', ...rest] = path.split('/')
      const grant = platform.signedPaths.open(token)
      const door = files.opened.mediaDoors.find(({ purpose }) => purpose === grant?.purpose)
      const file = grant && (await door?.resolve(grant, rest.join('/')))
      if (!file) return null
      const chunks: Buffer[] = []
      for await (const chunk of await storage.get(file.key)) chunks.push(chunk as Buffer)
      return { ...file, bytes: Buffer.concat(chunks) }
    },
    /** Keys that no row names. */
    orphans: async () => {
      const all = await keys()
      const owned = await files.opened.ownedKeys(all)
      return all.filter((key) => !owned.has(key))
    },
    async close() {
      await queue.stop(0)
      await cache.close()
      await bus.close()
      await shared.close()
      await storage.close()
      await house.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
