import type { Db } from '#platform/db/db.ts'
import type { Platform } from '#platform/platform.ts'
import { handler, type JobContext, type JobHandler, JobRefused } from '#platform/queue/queue.ts'
import { memberOf } from './export-notes.ts'
import type { ImportBatches } from './import-batches.ts'
import type { ImportFiles } from './import-files.ts'
import { type Found, type ImportPlace, openSource } from './import-sources.ts'
import { knownNotes } from './import-store.ts'
import type { ImportRow } from './import-tables.ts'
import type { Imports } from './imports.ts'
import type { NoteTables } from './note-tables.ts'
import { importNotes } from './transfer-jobs.ts'

/** What is settled in one transaction, so that no other writer waits long: so many notes, so many characters of them, or lines. */
const batchNotes = 50
const batchCharacters = 2_000_000
const batchLines = 2000

type Needs = Pick<Platform, 'accounts' | 'storage'> & {
  db: Db<NoteTables>
  imports: Imports
  importFiles: ImportFiles
  batches: ImportBatches
}

/**
 * Notes and how far the file is settled are written together, so an attempt goes on exactly where one that was killed had come to. What a
 * batch that was not settled left in storage is removed by the next attempt.
 */
export function importNotesJob(needs: Needs): JobHandler {
  const { db, storage, imports, importFiles } = needs
  return handler({
    type: importNotes,
    async run({ importId }, context) {
      const row = await context.fenced(db, (tx) => imports.started(tx, importId))
      if (row === null) return
      await importFiles.clearLeftovers(importId, row.key!)
      await storage.withFile(row.key!, (path) => importFrom(needs, path, row, context))
      await context.fenced(db, (tx) => imports.finished(tx, importId))
    },
    ended: ({ importId }, { state, reason }, tx) => imports.ended(tx, importId, state, reason),
  })
}

async function importFrom(needs: Needs, path: string, row: ImportRow, context: JobContext): Promise<void> {
  const { db, batches, accounts } = needs
  const place: ImportPlace = {
    spaceId: row.space_id,
    importId: row.id,
    at: row.created_at,
    signal: context.signal,
    known: (keys) => knownNotes(db.read, row.space_id, keys),
  }
  context.progress(0, 'Looking into the file')
  const source = await openSource(path, row.file_name, place)
  let position = 0
  let batch = emptyBatch()
  const settle = async () => {
    context.signal.throwIfAborted()
    const who = await memberOf(accounts, row)
    await batches.settle(context, { row, who, found: batch.found, position })
    batch = emptyBatch()
    context.progress(99 * source.done(), `Read ${position} notes`)
  }
  try {
    for await (const found of source.notes()) {
      if (++position <= row.position) continue
      add(batch, found)
      if (isFull(batch)) await settle()
    }
    await settle()
  } catch (error) {
    // A file that breaks off is imported up to there.
    if (error instanceof JobRefused && batch.found.length > 0) await settle()
    throw error
  } finally {
    source.close()
  }
}

type Batch = { found: Found[]; notes: number; characters: number }
const emptyBatch = (): Batch => ({ found: [], notes: 0, characters: 0 })

function add(batch: Batch, found: Found): void {
  batch.found.push(found)
  if (!('note' in found)) return
  batch.notes++
  batch.characters += found.note.body.length
}

const isFull = ({ found, notes, characters }: Batch): boolean =>
  notes === batchNotes || characters > batchCharacters || found.length === batchLines
