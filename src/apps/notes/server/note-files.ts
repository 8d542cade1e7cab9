import type { OpenedApp } from '#platform/app.ts'
import type { Db } from '#platform/db/db.ts'
import type { Platform } from '#platform/platform.ts'
import type { JobType } from '#platform/queue/queue.ts'
import { purgeAttachments, readPictureOf } from './attachment-jobs.ts'
import { attachmentMediaDoor } from './attachment-media-door.ts'
import { attachmentRoutes } from './attachment-routes.ts'
import { ownedAttachmentKeys } from './attachment-store.ts'
import { attachmentUploads } from './attachment-uploads.ts'
import { openAttachments } from './attachments.ts'
import { exportMediaDoor } from './export-media-door.ts'
import { exportNotesJob } from './export-notes-job.ts'
import { exportRoutes } from './export-routes.ts'
import { ownedExportKeys } from './export-store.ts'
import { openExports } from './exports.ts'
import { openImportBatches } from './import-batches.ts'
import { openImportFiles } from './import-files.ts'
import { importNotesJob } from './import-notes-job.ts'
import { importRoutes } from './import-routes.ts'
import { forgetKeys, ownedImportKeys } from './import-store.ts'
import { openImports } from './imports.ts'
import type { NoteNews } from './note-news.ts'
import type { NoteParts } from './note-parts.ts'
import type { NoteSaves } from './note-saves.ts'
import type { NoteTx } from './note-store.ts'
import type { NoteTables } from './note-tables.ts'
import { purgeAttachmentsJob } from './purge-attachments-job.ts'
import { purgeTransfersJob } from './purge-transfers-job.ts'
import { readPictureJob } from './read-picture-job.ts'
import { shareMediaDoor } from './share-media-door.ts'
import { shareRoutes } from './share-routes.ts'
import { deleteSharesOf } from './share-store.ts'
import { openShares } from './shares.ts'
import { exportNotes, importNotes, purgeTransfers } from './transfer-jobs.ts'

type Needs = Omit<Platform, 'db'> & { db: Db<NoteTables>; news: NoteNews; saves: NoteSaves }

export const fileJobTypes: JobType[] = [
  readPictureOf,
  purgeAttachments,
  exportNotes,
  importNotes,
  purgeTransfers,
] as unknown as JobType[]

/** Everything of notes that is kept as bytes, or opens to who is no member: attachments, share links, exports, imports. */
export function openNoteFiles(needs: Needs) {
  const { db } = needs
  const attachments = openAttachments(needs)
  const shares = openShares(needs)
  const exports = openExports(needs)
  const imports = openImports(needs)
  const importFiles = openImportFiles(needs)
  const batches = openImportBatches({ ...needs, attachments, imports })
  const all = { ...needs, attachments, shares, exports, imports, importFiles, batches }
  const parts: NoteParts = {
    attachments: (who, note) => attachments.of(who, note),
    features: (noteIds) => attachments.features(noteIds),
    async erase(tx, noteId) {
      await deleteSharesOf(tx as NoteTx, noteId)
      await forgetKeys(tx as NoteTx, noteId)
      await attachments.erase(tx, noteId)
    },
  }
  const opened: Required<Pick<OpenedApp, 'routes' | 'jobs' | 'mediaDoors' | 'uploadOwners' | 'ownedKeys'>> = {
    routes: [
      ...attachmentRoutes(attachments),
      ...shareRoutes(all),
      ...exportRoutes(all),
      ...importRoutes(all),
    ],
    jobs: [
      readPictureJob(all),
      purgeAttachmentsJob(all),
      exportNotesJob(all),
      importNotesJob(all),
      purgeTransfersJob(all),
    ],
    mediaDoors: [attachmentMediaDoor(all), shareMediaDoor(all), exportMediaDoor(all)],
    uploadOwners: [attachmentUploads(attachments), imports.uploadOwner],
    async ownedKeys(keys) {
      const owners = [ownedAttachmentKeys, ownedExportKeys, ownedImportKeys]
      const owned = await Promise.all(owners.map((ask) => ask(db.read, keys)))
      return new Set(owned.flatMap((some) => [...some]))
    },
  }
  return { ...all, parts, opened }
}
