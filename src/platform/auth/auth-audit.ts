import { type Audit, type AuditAction, auditAction } from '../audit/audit.ts'
import type { Tx } from '../db/db.ts'
import { findAccount } from './account-store.ts'
import type { AccountTables } from './accounts-tables.ts'
import { memberKind } from '../search/search-queries.ts'
import { spacesOf } from './member-store.ts'

/** What the audit log keeps of spaces and their people. */
export const authActions = {
  spaceCreated: auditAction('space.created', 'made this space'),
  spaceChanged: auditAction('space.changed', 'changed the {what} of the space'),
  memberJoined: auditAction('member.joined', 'joined as {role}'),
  memberAdded: auditAction('member.added', 'made an account, as {role}'),
  memberRenamed: auditAction('member.renamed', 'changed their name from {from} to {to}'),
  roleChanged: auditAction('member.role-changed', 'changed the role from {from} to {to}'),
  memberRemoved: auditAction('member.removed', 'removed a member, who was {role}'),
  memberLeft: auditAction('member.left', 'left the space, as {role}'),
  invitationCreated: auditAction(
    'invitation.created',
    'made an invitation to join as {role}, for {people} until {until}',
  ),
  invitationRevoked: auditAction('invitation.revoked', 'revoked an invitation'),
  apiKeyCreated: auditAction('api-key.created', 'made an API key that may: {scopes}'),
  apiKeyRevoked: auditAction('api-key.revoked', 'revoked an API key'),
  passwordChanged: auditAction('account.password-changed', 'changed their password'),
  passwordReset: auditAction('account.password-reset', 'chose a new password with a reset link'),
  passwordSet: auditAction('account.password-set', 'gave an account a new password'),
  twoFactorOn: auditAction('account.two-factor-on', 'turned two-factor sign-in on'),
  twoFactorOff: auditAction('account.two-factor-off', 'turned two-factor sign-in off'),
  accountBanned: auditAction('account.banned', 'banned an account'),
  accountUnbanned: auditAction('account.unbanned', 'let a banned account in again'),
  accountDeleted: auditAction('account.deleted', 'deleted an account'),
} as const satisfies Record<string, AuditAction>

/** A member as the subject of an entry. */
export const memberSubject = (id: string, name: string) => ({ kind: memberKind, id, name })

/**
 * What concerns a person wherever they belong: one entry in each of their spaces, before they leave any. `itself` says that the person did it, who
 * may not be signed in yet.
 */
export async function recordOfAccount(
  { audit }: { audit: Pick<Audit, 'record'> },
  tx: Tx<AccountTables>,
  accountId: string,
  action: PlainAction,
  itself = false,
): Promise<void> {
  const account = await findAccount(tx, accountId)
  if (!account) return
  for (const { id: spaceId } of await spacesOf(tx, accountId))
    await audit.record(tx, action, {
      spaceId,
      subject: memberSubject(accountId, account.name),
      ...(itself && { by: { accountId } }),
    })
}

/** Without details. */
type PlainAction = {
  [K in keyof typeof authActions]: (typeof authActions)[K] extends AuditAction<`${string}{${string}`>
    ? never
    : (typeof authActions)[K]
}[keyof typeof authActions]
