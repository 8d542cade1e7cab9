import type { Selectable } from 'kysely'

export type AttachmentTable = {
  id: string
  space_id: string
  note_id: string
  /** Who announced it, and alone may send its bytes. */
  account_id: string
  /** As its writer named it, safe as a file name everywhere. */
  name: string
  size: number
  /** As its writer says. Decides nothing. */
  type: string
  /** `reading`: the bytes are in, and whether it is a picture is being looked at. */
  state: 'uploading' | 'reading' | 'ready'
  /** Where its writer sends the bytes; null once they are in. */
  upload_url: string | null
  /** Storage key of the file as it came; null until its last byte is in. Nothing else stands in its folder but `shown_key`. */
  original_key: string | null
  /** What it is, when it is a picture that could be read: never from its name, always from its bytes. */
  picture_type: string | null
  /** Storage key of a smaller WebP; null for what moves or is no picture. */
  shown_key: string | null
  created_at: string
  /** Set when it was taken off its note. */
  removed_at: string | null
  /** From then on the bytes of a removed one go. */
  purge_at: string | null
}
export type AttachmentRow = Selectable<AttachmentTable>
