import type { Db } from '#platform/db/db.ts'
import type { Platform } from '#platform/platform.ts'
import { handler, type JobHandler } from '#platform/queue/queue.ts'
import { purgeAttachments } from './attachment-jobs.ts'
import { deleteAttachmentRow, purgeableAttachments } from './attachment-store.ts'
import type { NoteTables } from './note-tables.ts'
import type { Attachments } from './attachments.ts'

type Needs = Pick<Platform, 'clock'> & { db: Db<NoteTables>; attachments: Attachments }

/** Bytes first, then the row: a purge that is killed in between leaves a row that brings the next one back to it. */
export function purgeAttachmentsJob({ db, clock, attachments }: Needs): JobHandler {
  return handler({
    type: purgeAttachments,
    async run(_, context) {
      for (;;) {
        const due = await purgeableAttachments(db.read, clock.iso(), 50)
        for (const row of due) {
          context.signal.throwIfAborted()
          await attachments.removeBytes(row)
          await context.fenced(db, (tx) => deleteAttachmentRow(tx, row.id))
        }
        if (due.length < 50) return
      }
    },
  })
}
