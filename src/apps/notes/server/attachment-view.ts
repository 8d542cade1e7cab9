import type { Platform } from '#platform/platform.ts'
import type { Attachment } from '../contract/note.ts'
import type { AttachmentRow } from './attachment-tables.ts'

/** Purpose of paths to what hangs on a note. */
export const notePurpose = 'notes'
/** Purpose of the same for whoever holds a share link: those paths end with the link. */
export const sharePurpose = 'notes-share'

/** Signed paths live this long at least, twice at most. */
const pathSeconds = 4 * 3600

/** The signed path of a note that is not in the trash. */
export const notePath = (
  signedPaths: Platform['signedPaths'],
  note: { id: string; access_version: number; deleted_at: string | null },
): string | null =>
  note.deleted_at === null
    ? signedPaths.sign({ purpose: notePurpose, object: note.id, version: note.access_version }, pathSeconds)
    : null

export const sharePath = (signedPaths: Platform['signedPaths'], shareId: string): string =>
  signedPaths.sign({ purpose: sharePurpose, object: shareId, version: 1 }, pathSeconds)

/** `path` is the signed path of its note, null when nothing may be opened; `offset` how many bytes are in, for its sender alone. */
export function viewAttachment(
  row: AttachmentRow,
  path: string | null,
  offset: number | null = null,
): Attachment {
  const open = row.state === 'ready' && path !== null
  const image = row.picture_type !== null
  return {
    id: row.id,
    name: row.name,
    size: row.size,
    type: row.picture_type ?? row.type,
    image,
    state: row.state === 'ready' ? 'ready' : 'uploading',
    download: open ? `${path}/${row.id}/download` : null,
    view: open && image ? `${path}/${row.id}/view` : null,
    ...(offset !== null && row.upload_url !== null && { upload: { url: row.upload_url, offset } }),
  }
}
