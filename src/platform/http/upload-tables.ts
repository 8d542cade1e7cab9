import type { AnyTx, Tx } from '../db/db.ts'

export type UploadTables = { uploads: UploadRow }

/** An upload session. `open`: bytes are awaited; `finished`: the owner has its object, the row still answers late clients. */
export type UploadRow = {
  id: string
  owner: string
  subject_id: string
  space_id: string
  account_id: string
  name: string
  type: string
  /** Bytes announced. What has come is the length of the body in storage. */
  size: number
  /** Storage prefix; the object becomes `<folder>/original`. */
  folder: string
  state: 'open' | 'finished'
  created_at: string
  expires_at: string
  finished_at: string | null
}

/** The caller's transaction, seen with the tables of uploads. */
export const ours = (tx: AnyTx) => tx as Tx<UploadTables>
