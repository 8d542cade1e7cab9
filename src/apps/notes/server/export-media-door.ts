import type { MediaDoor } from '#platform/http/signed-paths.ts'
import type { Platform } from '#platform/platform.ts'
import type { Exports } from './exports.ts'

export const exportPurpose = 'notes-export'
export const exportFile = (format: 'zip' | 'json'): string => `notes.${format}`

/** Serves the file of an export to its maker, until it runs out or its maker leaves the space. */
export function exportMediaDoor({
  cache,
  exports,
}: Pick<Platform, 'cache'> & { exports: Exports }): MediaDoor {
  return {
    purpose: exportPurpose,
    async resolve({ object }, file) {
      const row = await cache.remember(`notes.export-door.${object}`, 4, () => exports.openFile(object))
      if (!row || row.key === null || file !== exportFile(row.format)) return null
      return {
        key: row.key,
        contentType: 'application/octet-stream',
        cache: 'revalidate',
        downloadName: `notes-${row.created_at.slice(0, 10)}.${row.format}`,
      }
    },
  }
}
