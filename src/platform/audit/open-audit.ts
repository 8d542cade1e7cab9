import type { Clock } from '../clock.ts'
import { toJson } from '../db/json.ts'
import { currentScope } from '../db/scope.ts'
import { idFrom, newId } from '../ids.ts'
import { hasEntrySince, insertEntry } from './audit-store.ts'
import type { AuditEntryRow } from './audit-tables.ts'
import type { Audit, AuditAction, AuditActor } from './audit.ts'

/** Characters of a name or detail that are kept. */
const longest = 200

/** `actions` are those of the platform and of the apps that are on. Throws when two have one name. */
export function openAudit(parts: { clock: Clock; actions: readonly AuditAction[] }): Audit {
  const actions = new Map(parts.actions.map((action) => [action.name, action]))
  if (actions.size < parts.actions.length) throw new Error('Two actions of the audit log have one name')
  return {
    actions,
    async record(tx, action, { spaceId, subject, by = whoAsks(), unlessSince, ...told }) {
      const now = parts.clock.now()
      const details = 'details' in told ? (told.details as Record<string, string>) : {}
      const row: AuditEntryRow = {
        id: newId(now),
        space_id: spaceId,
        at: new Date(now).toISOString(),
        actor: typeof by === 'string' ? by : by.accountId,
        api_key_id: typeof by === 'string' ? null : (by.apiKeyId ?? null),
        action: action.name,
        subject_kind: subject.kind,
        subject_id: subject.id,
        subject_name: cut(subject.name),
        details: toJson(Object.fromEntries(Object.entries(details).map(([name, text]) => [name, cut(text)]))),
      }
      if (unlessSince && (await hasEntrySince(tx, row, idFrom(Date.parse(unlessSince))))) return
      await insertEntry(tx, row)
    },
  }
}

function whoAsks(): AuditActor {
  const scope = currentScope()
  if (!scope?.accountId) return 'house'
  return { accountId: scope.accountId, apiKeyId: scope.apiKeyId ?? null }
}

/** Half a character is none. */
const cut = (text: string) => text.slice(0, longest).replace(/[\ud800-\udbff]$/, '')
