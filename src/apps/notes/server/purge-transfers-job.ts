import type { Db } from '#platform/db/db.ts'
import type { Platform } from '#platform/platform.ts'
import { handler, type JobHandler } from '#platform/queue/queue.ts'
import { exportFolder } from './export-notes-job.ts'
import { deleteExportRow, purgeableExports, updateExport } from './export-store.ts'
import type { ImportFiles } from './import-files.ts'
import { purgeableImports, updateImport } from './import-store.ts'
import type { NoteTables } from './note-tables.ts'
import { purgeTransfers } from './transfer-jobs.ts'

type Needs = Pick<Platform, 'clock' | 'storage'> & { db: Db<NoteTables>; importFiles: ImportFiles }

/** Bytes first, then what the row says of them: a purge that is killed in between comes back to it. */
export function purgeTransfersJob({ db, clock, storage, importFiles }: Needs): JobHandler {
  return handler({
    type: purgeTransfers,
    async run(_, context) {
      for (const row of await purgeableExports(db.read, clock.iso(), 1000)) {
        context.signal.throwIfAborted()
        await storage.deleteAll(exportFolder(row.id))
        await context.fenced(db, (tx) =>
          row.removed_at === null
            ? updateExport(tx, row.id, { key: null, purge_at: null })
            : deleteExportRow(tx, row.id),
        )
      }
      for (const row of await purgeableImports(db.read, clock.iso(), 1000)) {
        context.signal.throwIfAborted()
        await importFiles.clear(row.id)
        await context.fenced(db, (tx) => updateImport(tx, row.id, { key: null, purge_at: null }))
      }
    },
  })
}
