import type { Selectable } from 'kysely'
import type { Json } from '#platform/db/json.ts'

export type ImportTable = {
  id: string
  space_id: string
  /** Who sent it, and becomes the author of what is in it. */
  account_id: string
  file_name: string
  size: number
  state: 'uploading' | 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  upload_url: string | null
  /** Storage key of the file that came; null before and once it is removed. */
  key: string | null
  job_id: string | null
  /** How many notes and problems of the file are settled: the next attempt goes on behind them. */
  position: number
  created: number
  skipped: number
  /** The first hundred. */
  problems: Json<ImportTrouble[]>
  problem_count: number
  created_at: string
  failure_code: string | null
  failure_message: string | null
  /** From then on the file, and whatever in its folder no attachment names, is removed. */
  purge_at: string | null
}
export type ImportRow = Selectable<ImportTable>
export type ImportTrouble = { path: string; message: string }

/** By what imported notes of a space are known again (see `import-keys.ts`). */
export type ImportKeyTable = { space_id: string; key: string; note_id: string }
