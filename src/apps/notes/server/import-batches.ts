import { Readable } from 'node:stream'
import type { Standing } from '#platform/auth/actor.ts'
import type { Db } from '#platform/db/db.ts'
import { Fault } from '#platform/errors.ts'
import type { Platform } from '#platform/platform.ts'
import { type JobContext, JobDeferred, JobRefused } from '#platform/queue/queue.ts'
import { insertAttachment } from './attachment-store.ts'
import type { AttachmentRow } from './attachment-tables.ts'
import { type Attachments, freshAttachment, mayBePicture } from './attachments.ts'
import { replaceDestinations, writePath } from './body-links.ts'
import { safeName } from './file-names.ts'
import { importedFile } from './import-files.ts'
import { ImportProblem } from './import-problem.ts'
import type { Found, FoundFile, FoundNote } from './import-sources.ts'
import { knownNotes, rememberKey } from './import-store.ts'
import type { ImportRow, ImportTrouble } from './import-tables.ts'
import type { Imports } from './imports.ts'
import { newNoteOf } from './note-fields.ts'
import type { NoteSaves } from './note-saves.ts'
import type { NoteTx } from './note-store.ts'
import type { NoteRow, NoteTables } from './note-tables.ts'

type Needs = Pick<Platform, 'clock' | 'config' | 'storage' | 'uploads'> & {
  db: Db<NoteTables>
  attachments: Attachments
  imports: Imports
  saves: NoteSaves
}
type Batch = { row: ImportRow; who: Standing; found: readonly Found[]; position: number }
type Placed = { found: FoundNote; note: NoteRow; files: AttachmentRow[] }
export type ImportBatches = ReturnType<typeof openImportBatches>

/** Some of what a file holds, brought into the space: notes, attachments and how far the import is, all or nothing. */
export function openImportBatches(needs: Needs) {
  const { clock, config, db, storage, uploads, attachments, imports, saves } = needs
  return {
    /** Throws `JobRefused` when the space has no room and `JobDeferred` when the disk has none: what came before stays. */
    async settle(context: JobContext, batch: Batch): Promise<void> {
      const { row, who, found, position } = batch
      const problems = found.flatMap((one): ImportTrouble[] =>
        'note' in one
          ? one.note.troubles.map((message) => ({ path: one.note.path, message }))
          : [{ path: one.path, message: one.problem }],
      )
      const notes = found.flatMap((one) => ('note' in one ? [one.note] : []))
      const fresh = await unknown(db.read, row.space_id, notes)
      await checkRoom(row, fresh)
      const placed: Placed[] = []
      for (const note of fresh) placed.push(await place(context, row, who, note, problems))
      await context.fenced(db, async (tx) => {
        // Somebody else may have imported the same meanwhile.
        const still = new Set(await unknown(tx, row.space_id, fresh))
        const written = placed.filter((one) => still.has(one.found))
        for (const one of written) await write(tx, one)
        const created = written.length
        await imports.settled(tx, row.id, { position, created, skipped: notes.length - created, problems })
      })
    },
  }

  async function checkRoom(row: ImportRow, notes: readonly FoundNote[]): Promise<void> {
    const bytes = notes.flatMap((note) => note.files).reduce((sum, file) => sum + file.size, 0)
    if (bytes === 0) return
    const size = Math.min(bytes, config.maxUploadSize)
    try {
      await db.transact((tx) => uploads.checkRoom(tx, { spaceId: row.space_id, size }))
    } catch (error) {
      throw roomRefused(error)
    }
  }

  /** The files of a note, in storage under the names they will have; not yet in any row. */
  async function place(
    context: JobContext,
    row: ImportRow,
    who: Standing,
    found: FoundNote,
    problems: ImportTrouble[],
  ): Promise<Placed> {
    const files: AttachmentRow[] = []
    const lost = new Map<string, string>()
    for (const file of found.files) {
      try {
        files.push(await store(context, row, found, file))
      } catch (error) {
        if (!(error instanceof ImportProblem)) throw roomRefused(error)
        problems.push({ path: file.path, message: error.message })
        lost.set(`attachment:${file.id}`, writePath(file.path))
      }
    }
    const body =
      lost.size === 0 ? found.body : replaceDestinations(found.body, (address) => lost.get(address))
    return { found, note: noteOf(who, { ...found, body }, clock.iso()), files }
  }

  async function store(
    context: JobContext,
    row: ImportRow,
    note: FoundNote,
    file: FoundFile,
  ): Promise<AttachmentRow> {
    const key = importedFile(row.id, file.id)
    const bytes = Readable.from(file.bytes(config.maxUploadSize), { objectMode: false })
    const { size } = await storage.put(key, bytes, { signal: context.signal })
    const name = safeName(file.name, 'file')
    const type = 'application/octet-stream'
    return {
      ...freshAttachment({ id: file.id, note: { id: note.id, space_id: row.space_id }, name, size, type }),
      account_id: row.account_id,
      state: mayBePicture({ name, type }) ? 'reading' : 'ready',
      upload_url: null,
      original_key: key,
      created_at: row.created_at,
    }
  }

  async function write(tx: NoteTx, { found, note, files }: Placed): Promise<void> {
    await saves.first(tx, note)
    await rememberKey(tx, { space_id: note.space_id, key: found.key, note_id: note.id })
    for (const file of files) {
      await insertAttachment(tx, file)
      if (file.state === 'reading') await attachments.look(tx, file)
    }
  }
}

/** Those that the space does not have yet, each once. */
async function unknown(
  read: Parameters<typeof knownNotes>[0],
  spaceId: string,
  notes: readonly FoundNote[],
): Promise<FoundNote[]> {
  const first = new Map(notes.toReversed().map((note) => [note.key, note]))
  const known = await knownNotes(read, spaceId, [...first.keys()])
  return notes.filter((note) => first.get(note.key) === note && !known.has(note.key))
}

/** The importer is its author, its times are its own. */
function noteOf(who: Standing, found: FoundNote, now: string): NoteRow {
  const createdAt = found.createdAt!
  const note = newNoteOf(
    found.id,
    who,
    {
      title: found.title,
      body: found.body,
      tags: found.tags,
      pinned: found.pinned,
      visibility: found.private ? 'private' : 'members',
    },
    createdAt,
  )
  const updatedAt = found.updatedAt ?? createdAt
  return { ...note, updated_at: updatedAt, archived_at: found.archived ? now : null }
}

function roomRefused(error: unknown): unknown {
  if (!(error instanceof Fault) || error.kind !== 'full') return error
  if (error.code === 'disk-full') return new JobDeferred(300, error.message)
  return new JobRefused(error.code, `${error.message} What came before was imported.`, { cause: error })
}
