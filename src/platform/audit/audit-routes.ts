import { type AuditEntry, listAudit, listAuditActions, unnamedActors } from '../../contract/audit.ts'
import type { Accounts } from '../auth/accounts.ts'
import type { Db } from '../db/db.ts'
import { fromJson } from '../db/json.ts'
import { type Cursors, pageOf } from '../http/cursors.ts'
import { type BoundRoute, handle } from '../http/handle.ts'
import { idFrom } from '../ids.ts'
import { instant } from '../instant.ts'
import type { Search } from '../search/search.ts'
import { type AuditFilter, auditPage } from './audit-store.ts'
import type { AuditEntryRow, AuditTables } from './audit-tables.ts'
import type { Audit } from './audit.ts'

/** Scopes of an API key for these routes. */
export const auditScopes = { 'audit:read': 'See who did what in a space' }

type Needs = {
  db: Db
  audit: Pick<Audit, 'actions'>
  accounts: Pick<Accounts, 'people'>
  search: Pick<Search, 'known'>
  cursors: Cursors
}

export function auditRoutes({ audit, accounts, search, cursors, ...parts }: Needs): BoundRoute[] {
  const db = parts.db.tables<AuditTables>()
  return [
    handle(listAudit, async ({ standing, query }) => {
      const { limit = 20, cursor, actor = null, action = null, subject: subjectId = null } = query
      const spaceId = standing.space.id
      const from = query.from === undefined ? null : idOf(query.from)
      const to = query.to === undefined ? null : idOf(query.to)
      const list = `audit:${JSON.stringify([spaceId, actor, action, subjectId, from, to])}`
      const before = cursor === undefined ? to : String(cursors.decode(list, cursor)[0])
      const filter: AuditFilter = { spaceId, actor, action, subjectId, from, before }
      const rows = await auditPage(db.replica, filter, limit + 1)
      const view = await viewOf(spaceId, rows)
      return pageOf(rows, limit, view, (last) => cursors.encode(list, [last.id]))
    }),
    handle(listAuditActions, () => ({
      items: [...audit.actions.values()].map(({ name, words }) => ({ action: name, words })),
    })),
  ]

  async function viewOf(
    spaceId: string,
    rows: readonly AuditEntryRow[],
  ): Promise<(row: AuditEntryRow) => AuditEntry> {
    const people = await accounts.people([...new Set(rows.map(({ actor }) => actor).filter(isAccount))])
    const there = new Set<string>()
    for (const [kind, subjects] of Map.groupBy(rows, (row) => row.subject_kind))
      for (const id of await search.known(
        spaceId,
        kind,
        subjects.flatMap((row) => row.subject_id ?? []),
      ))
        there.add(`${kind} ${id}`)
    return (row) => {
      const details = fromJson(row.details)
      return {
        id: row.id,
        at: row.at,
        actor: { kind: kindOf(row), account: people.get(row.actor) ?? null },
        action: row.action,
        words: worded(audit.actions.get(row.action)?.words ?? row.action, details),
        subject: {
          kind: row.subject_kind,
          id: row.subject_id,
          name: row.subject_name,
          there: there.has(`${row.subject_kind} ${row.subject_id}`),
        },
        details,
      }
    }
  }
}

const idOf = (time: string) => idFrom(instant(time))

const isAccount = (actor: string) => !(unnamedActors as readonly string[]).includes(actor)

function kindOf({ actor, api_key_id }: AuditEntryRow): AuditEntry['actor']['kind'] {
  const unnamed = unnamedActors.find((kind) => kind === actor)
  return unnamed ?? (api_key_id === null ? 'account' : 'api-key')
}

/** An app that is off does not tell its words; the name of the action stands for them. */
const worded = (words: string, details: Record<string, string>) =>
  words.replaceAll(/\{(\w+)\}/g, (_, name: string) => details[name] ?? '')
