import type { AnyTx, Reader, Tx } from '../db/db.ts'
import type { AuditEntryRow, AuditTables } from './audit-tables.ts'

/** What a list is narrowed to; null leaves it open. */
export type AuditFilter = {
  spaceId: string
  actor: string | null
  action: string | null
  subjectId: string | null
  /** Ids: at or above the one, below the other. */
  from: string | null
  before: string | null
}

export const insertEntry = (tx: AnyTx, row: AuditEntryRow) =>
  (tx as Tx<AuditTables>).insertInto('audit_entries').values(row).execute()

/** Whether the same was done to the same thing by the same actor, with the same key, in an entry at or above `from` (an id). */
export async function hasEntrySince(
  tx: AnyTx,
  like: Pick<AuditEntryRow, 'space_id' | 'actor' | 'api_key_id' | 'action' | 'subject_id'>,
  from: string,
): Promise<boolean> {
  const row = await (tx as Tx<AuditTables>)
    .selectFrom('audit_entries')
    .select('id')
    .where('space_id', '=', like.space_id)
    .where('actor', '=', like.actor)
    .where('api_key_id', like.api_key_id === null ? 'is' : '=', like.api_key_id)
    .where('action', '=', like.action)
    .where('subject_id', '=', like.subject_id)
    .where('id', '>=', from)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Newest first. */
export function auditPage(
  read: Reader<AuditTables>,
  { spaceId, actor, action, subjectId, from, before }: AuditFilter,
  limit: number,
): Promise<AuditEntryRow[]> {
  return read
    .selectFrom('audit_entries')
    .selectAll()
    .where('space_id', '=', spaceId)
    .$if(actor !== null, (q) => q.where('actor', '=', actor!))
    .$if(action !== null, (q) => q.where('action', '=', action!))
    .$if(subjectId !== null, (q) => q.where('subject_id', '=', subjectId!))
    .$if(from !== null, (q) => q.where('id', '>=', from!))
    .$if(before !== null, (q) => q.where('id', '<', before!))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** Removes the oldest entries of the house below an id, `limit` of them. How many were removed. */
export async function dropEntries(tx: Tx<AuditTables>, below: string, limit: number): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('audit_entries')
    .where('id', 'in', (eb) =>
      eb.selectFrom('audit_entries').select('id').where('id', '<', below).orderBy('id').limit(limit),
    )
    .executeTakeFirst()
  return Number(numDeletedRows)
}
