import { dirname, join } from 'node:path'
import type { Db } from '#platform/db/db.ts'
import type { Platform } from '#platform/platform.ts'
import { handler, type JobHandler } from '#platform/queue/queue.ts'
import { readPictureOf } from './attachment-jobs.ts'
import { attachmentById } from './attachment-store.ts'
import type { NoteTx } from './note-store.ts'
import type { NoteTables } from './note-tables.ts'
import type { Attachments } from './attachments.ts'
import { readPicture } from './picture-bytes.ts'

type Needs = Pick<Platform, 'storage'> & { db: Db<NoteTables>; attachments: Attachments }

/** What cannot be read as a picture is a file like any other: this ends well for every file. */
export function readPictureJob({ db, storage, attachments }: Needs): JobHandler {
  return handler({
    type: readPictureOf,
    async run({ attachmentId }, context) {
      const row = await attachmentById(db.read, attachmentId)
      if (row?.state !== 'reading' || row.original_key === null) return
      const key = row.original_key
      await storage.withFolder(async (folder) => {
        const shown = join(folder, 'shown.webp')
        const picture = await storage.withFile(key, (path) => readPicture(path, shown))
        const shownKey = picture && !picture.moves ? `${dirname(key)}/shown.webp` : null
        if (shownKey !== null) await storage.putFile(shownKey, shown)
        const kept = await context.fenced(db, (tx) =>
          attachments.looked(tx, attachmentId, picture && { type: picture.type, shownKey }),
        )
        if (!kept && shownKey !== null) await storage.delete(shownKey)
      })
    },
    ended: async ({ attachmentId }, _, tx) => {
      await attachments.looked(tx as NoteTx, attachmentId, null)
    },
  })
}
