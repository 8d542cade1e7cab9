import type { Db } from '#platform/db/db.ts'
import type { Platform } from '#platform/platform.ts'
import { uploadFolder } from '#platform/storage/storage.ts'
import { ownedAttachmentKeys } from './attachment-store.ts'
import type { NoteTables } from './note-tables.ts'

/** Storage of an import: the file that came, and folders of the attachments that are taken out of it. */
export type ImportFiles = ReturnType<typeof openImportFiles>

export const importFolder = (id: string): string => uploadFolder(id)
/** Told by ids alone: an attempt that is made again writes to the same place. */
export const importedFile = (importId: string, attachmentId: string): string =>
  `${importFolder(importId)}/${attachmentId}/original`

export function openImportFiles({ db, storage }: Pick<Platform, 'storage'> & { db: Db<NoteTables> }) {
  /** Removes what no attachment names. */
  async function removeUnowned(importId: string, kept: string | null): Promise<void> {
    let keys: string[] = []
    const remove = async () => {
      const owned = await ownedAttachmentKeys(db.read, keys)
      for (const key of keys) if (!owned.has(key)) await storage.delete(key)
      keys = []
    }
    for await (const { key } of storage.list(importFolder(importId))) {
      if (key !== kept) keys.push(key)
      if (keys.length === 500) await remove()
    }
    await remove()
  }
  return {
    /** What an attempt that did not end has left. */
    clearLeftovers: (importId: string, original: string) => removeUnowned(importId, original),
    /** The same, and the file that came. */
    clear: (importId: string) => removeUnowned(importId, null),
  }
}
