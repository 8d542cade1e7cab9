import type { Json } from '../db/json.ts'

/** One row for each thing that was done. Rows come and, when they are old, go; none is changed. */
export type AuditEntryRow = {
  /** Its time is `at`: entries stand in the order of their ids. */
  id: string
  space_id: string
  at: string
  /** The id of an account, `house` or `encoder`. */
  actor: string
  /** The key that the account's program showed; it may be gone. */
  api_key_id: string | null
  action: string
  subject_kind: string
  subject_id: string | null
  subject_name: string
  details: Json<Record<string, string>>
}
export type AuditTables = { audit_entries: AuditEntryRow }
