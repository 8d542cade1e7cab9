import type { Selectable } from 'kysely'
import type { Json } from '#platform/db/json.ts'
import type { BodyOf } from '../../../contract/route.ts'
import type { createExport } from '../contract/transfer-routes.ts'

/** What was asked for. */
export type ExportAsk = BodyOf<typeof createExport>

export type ExportTable = {
  id: string
  space_id: string
  /** Who asked: alone sees it, and it holds what they could see when it was made. */
  account_id: string
  format: 'zip' | 'json'
  ask: Json<ExportAsk>
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  job_id: string
  /** Whether private notes of others are in it: then it is for admins only. */
  sees: 'members' | 'all'
  /** Storage key of the file; null until done and after it ran out. */
  key: string | null
  size: number | null
  created_at: string
  /** When the file goes; null until done. */
  expires_at: string | null
  /** From then on what stands in its folder is removed; null when nothing can stand there. */
  purge_at: string | null
  failure_code: string | null
  failure_message: string | null
  /** Set when its maker is done with it: no list shows it any more. */
  removed_at: string | null
}
export type ExportRow = Selectable<ExportTable>
