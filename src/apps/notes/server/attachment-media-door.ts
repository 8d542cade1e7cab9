import type { Db } from '#platform/db/db.ts'
import type { MediaDoor, MediaFile } from '#platform/http/signed-paths.ts'
import type { Platform } from '#platform/platform.ts'
import { attachmentsOf } from './attachment-store.ts'
import type { AttachmentRow } from './attachment-tables.ts'
import type { NoteTables } from './note-tables.ts'
import { notePurpose } from './attachment-view.ts'
import { noteDoorKey } from './note-news.ts'
import { noteById } from './note-store.ts'

/** What was known about a note may be used this long, in seconds: with the 5 s of caches every change shows within 10 s. */
export const knownSeconds = 4

/**
 * Serves `<attachment>/download` and `<attachment>/view` behind the signed path of their note. Paths of an earlier access version
 * and of notes in the trash open nothing.
 */
export function attachmentMediaDoor({
  db,
  cache,
}: Pick<Platform, 'cache'> & { db: Db<NoteTables> }): MediaDoor {
  return {
    purpose: notePurpose,
    async resolve({ object, version }, file) {
      const known = await cache.remember(noteDoorKey(object), knownSeconds, async () => {
        const note = await noteById(db.read, object)
        if (!note || note.deleted_at !== null) return null
        return { version: note.access_version, files: await readyFiles(db, object) }
      })
      return known?.version === version ? attachmentFile(known.files, file) : null
    },
  }
}

export type ReadyFile = Pick<AttachmentRow, 'id' | 'name' | 'original_key' | 'shown_key' | 'picture_type'>

/** The files that can be opened of a note. */
export async function readyFiles(db: Db<NoteTables>, noteId: string): Promise<ReadyFile[]> {
  const rows = await attachmentsOf(db.read, noteId)
  return rows
    .filter((row) => row.state === 'ready')
    .map(({ id, name, original_key, shown_key, picture_type }) => ({
      id,
      name,
      original_key,
      shown_key,
      picture_type,
    }))
}

/** `download` is any file under its name, never run by a browser; `view` a picture, as what its bytes were found to be. */
export function attachmentFile(files: readonly ReadyFile[], path: string): MediaFile | null {
  const [id, what, ...more] = path.split('/')
  const file = files.find((one) => one.id === id)
  if (!file || file.original_key === null || more.length > 0) return null
  if (what === 'download')
    return {
      key: file.original_key,
      contentType: 'application/octet-stream',
      cache: 'revalidate',
      downloadName: file.name,
    }
  if (what !== 'view' || file.picture_type === null) return null
  return file.shown_key === null
    ? { key: file.original_key, contentType: file.picture_type, cache: 'revalidate' }
    : { key: file.shown_key, contentType: 'image/webp', cache: 'revalidate' }
}
