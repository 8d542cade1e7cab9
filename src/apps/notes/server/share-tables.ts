import type { Selectable } from 'kysely'

export type ShareTable = {
  id: string
  space_id: string
  note_id: string
  /** Who made the link: it opens as long as they may share the note. */
  account_id: string
  /** SHA-256 of the token; the token itself is shown once and kept nowhere. */
  token_hash: string
  /** argon2id; null without a password. */
  password_hash: string | null
  created_at: string
  expires_at: string | null
}
export type ShareRow = Selectable<ShareTable>
