import { Readable } from 'node:stream'
import type { Db } from '#platform/db/db.ts'
import type { Platform } from '#platform/platform.ts'
import { handler, type JobContext, type JobHandler } from '#platform/queue/queue.ts'
import { newId } from '#platform/ids.ts'
import { uploadFolder } from '#platform/storage/storage.ts'
import { jsonOf } from './export-json.ts'
import { notesToExport } from './export-list.ts'
import { filePathIn, linkedNotes, markdownOf, notePathIn } from './export-markdown.ts'
import { type ExportedNote, exportedNotes, memberOf } from './export-notes.ts'
import { exportById } from './export-store.ts'
import type { ExportRow } from './export-tables.ts'
import { askOf, type Exports } from './exports.ts'
import { isPacked, type ZipEntry, zipBytes } from './export-zip.ts'
import { listedNotes } from './note-list-store.ts'
import type { NoteTables } from './note-tables.ts'
import { exportNotes } from './transfer-jobs.ts'

type Needs = Pick<Platform, 'accounts' | 'clock' | 'cursors' | 'search' | 'storage'> & {
  db: Db<NoteTables>
  exports: Exports
}

/** Everything below an export's folder that no row names comes from an attempt that did not end. */
export const exportFolder = (id: string): string => uploadFolder(id)

/**
 * The file stands whole under a key nobody else writes to before the row names it. Whatever an attempt left that was killed, the next one
 * removes.
 */
export function exportNotesJob(needs: Needs): JobHandler {
  const { db, storage, exports, accounts } = needs
  return handler({
    type: exportNotes,
    async run({ exportId }, context) {
      const row = await exportById(db.read, exportId)
      if (!row) return
      const who = await memberOf(accounts, row)
      if (!(await context.fenced(db, (tx) => exports.started(tx, exportId, who)))) return
      await storage.deleteAll(exportFolder(exportId))
      context.progress(0, 'Looking for the notes')
      const ids = await notesToExport(needs, who, askOf(row), context.signal)
      const key = `${exportFolder(exportId)}/export-${newId()}`
      try {
        const { size } = await storage.put(key, bodyOf(needs, row, ids, context), { signal: context.signal })
        await context.fenced(db, (tx) => exports.finished(tx, exportId, { key, size }))
      } catch (error) {
        await storage.delete(key)
        throw error
      }
    },
    ended: ({ exportId }, { state, reason }, tx) => exports.ended(tx, exportId, state, reason),
  })
}

function bodyOf(needs: Needs, row: ExportRow, ids: ReadonlySet<string>, context: JobContext): Readable {
  const notes = exportedNotes(needs, row, ids, (done) => {
    context.signal.throwIfAborted()
    context.progress(1 + (98 * done) / ids.size, `Writing note ${done + 1} of ${ids.size}`)
  })
  if (row.format === 'json') return Readable.from(jsonOf(notes), { objectMode: false })
  return Readable.from(zipBytes(entriesOf(needs, row, ids, notes)), { objectMode: false })
}

async function* entriesOf(
  { db, storage, clock }: Needs,
  row: ExportRow,
  ids: ReadonlySet<string>,
  notes: AsyncIterable<ExportedNote>,
): AsyncGenerator<ZipEntry> {
  let [noteCount, fileCount] = [0, 0]
  const missing: string[] = []
  for await (const exported of notes) {
    const { note, files } = exported
    const linked = linkedNotes(note.body).filter((id) => ids.has(id))
    const targets = new Map((await listedNotes(db.read, linked)).map((one) => [one.id, one]))
    const modifiedAt = note.updated_at
    yield textEntry(notePathIn(note), modifiedAt, markdownOf(exported, targets))
    noteCount++
    for (const file of files) {
      // Bytes that are lost must not keep all others from being saved.
      if ((await storage.stat(file.original_key!)) === null) {
        missing.push(filePathIn(file))
        continue
      }
      const open = () => storage.get(file.original_key!)
      const { size, created_at: at } = file
      yield { path: filePathIn(file), modifiedAt: at, size, packed: isPacked(file.name), open }
      fileCount++
    }
  }
  const manifest = {
    format: 'longhouse-notes',
    version: 1,
    exportedAt: clock.iso(),
    asked: askOf(row),
    notes: noteCount,
    attachments: fileCount,
    ...(missing.length > 0 && { missing }),
  }
  yield textEntry('manifest.json', clock.iso(), `${JSON.stringify(manifest, null, 2)}\n`)
}

function textEntry(path: string, modifiedAt: string, text: string): ZipEntry {
  const bytes = Buffer.from(text)
  return { path, modifiedAt, size: bytes.length, open: () => [bytes] }
}
