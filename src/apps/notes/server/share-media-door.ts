import type { Db } from '#platform/db/db.ts'
import type { MediaDoor } from '#platform/http/signed-paths.ts'
import type { Platform } from '#platform/platform.ts'
import { attachmentFile, knownSeconds, readyFiles } from './attachment-media-door.ts'
import { sharePurpose } from './attachment-view.ts'
import { shareDoorKey, type Shares } from './shares.ts'
import type { NoteTables } from './note-tables.ts'

/** The files of a shared note, as long as its link lives. */
export function shareMediaDoor({
  db,
  cache,
  shares,
}: Pick<Platform, 'cache'> & { db: Db<NoteTables>; shares: Shares }): MediaDoor {
  return {
    purpose: sharePurpose,
    async resolve({ object }, file) {
      const files = await cache.remember(shareDoorKey(object), knownSeconds, async () => {
        const note = await shares.noteOf(object)
        return note && readyFiles(db, note.id)
      })
      return files && attachmentFile(files, file)
    },
  }
}
