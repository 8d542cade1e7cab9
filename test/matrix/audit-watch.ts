import type { House } from '../../src/compose.ts'
import type { AuditTables } from '../../src/platform/audit/audit-tables.ts'
import { idFrom } from '../../src/platform/ids.ts'

/** What a request left in the audit log. */
export type Entry = { action: string; actor: string; keyed: boolean }

/** Notes which entries there are; what it returns tells those that came since. */
export type AuditWatch = () => Promise<() => Promise<Entry[]>>

export function openAuditWatch({ platform }: House): AuditWatch {
  const { read } = platform.db.tables<AuditTables>()
  return async () => {
    const moment = idFrom(Date.now() - 1000)
    const entries = () =>
      read
        .selectFrom('audit_entries')
        .select(['id', 'action', 'actor', 'api_key_id'])
        .where('id', '>=', moment)
        .execute()
    const before = new Set((await entries()).map(({ id }) => id))
    return async () =>
      (await entries())
        .filter(({ id }) => !before.has(id))
        .map(({ action, actor, api_key_id }) => ({ action, actor, keyed: api_key_id !== null }))
  }
}
