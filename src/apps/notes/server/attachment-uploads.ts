import type { UploadOwner } from '#platform/http/uploads.ts'
import { storedBytes } from './attachment-store.ts'
import type { Attachments } from './attachments.ts'
import type { NoteReader } from './note-store.ts'

/** What the end of an upload means for its attachment. */
export const attachmentUploads = (attachments: Attachments): UploadOwner => ({
  owner: 'notes',
  scope: 'notes:write',
  finished: (tx, upload) => attachments.arrived(tx, upload),
  expired: (tx, upload) => attachments.expired(tx, upload),
  storedBytes: (read, spaceId) => storedBytes(read as NoteReader, spaceId),
})
