import type { Invitation } from '../../contract/spaces.ts'
import type { Role } from '../../contract/shapes.ts'
import type { Tx } from '../db/db.ts'
import { Fault } from '../errors.ts'
import { newId } from '../ids.ts'
import { findAccount, findAccountByEmail, insertAccount } from './account-store.ts'
import type { AccountTables } from './accounts-tables.ts'
import type { Standing } from './actor.ts'
import { authActions, memberSubject } from './auth-audit.ts'
import type { AuthParts } from './auth-parts.ts'
import * as store from './invitation-store.ts'
import { memberChanged } from './member-search.ts'
import { insertMembership, roleIn } from './member-store.ts'
import { atLeast } from './policy.ts'
import { type Place, startSession } from './sessions.ts'
import { lockRoster } from './space-store.ts'
import { hashToken, newToken } from './tokens.ts'

type Parts = Pick<AuthParts, 'db' | 'clock' | 'changes' | 'search' | 'audit' | 'passwords' | 'config'>

/** A link that makes whoever opens it a member. Its token stands after `#`, which browsers send to nobody. */
export const createInvitation = (
  { db, clock, audit, config }: Parts,
  who: Standing,
  { role, days = 7, uses = 1 }: { role: Role; days?: number; uses?: number },
): Promise<Invitation> =>
  db.transact(async (tx) => {
    const { id: spaceId } = who.space
    await lockRoster(tx, spaceId)
    const mine = await roleIn(tx, spaceId, who.accountId!)
    if (!atLeast(mine, 'admin') || !atLeast(mine, role))
      throw new Fault('forbidden', 'role-too-low', 'You can only invite up to your own role.')
    await store.deleteSpentInvitations(tx, spaceId, clock.iso())
    if ((await store.openInvitations(tx, spaceId, clock.iso())).length >= store.maxInvitations)
      throw new Fault(
        'conflict',
        'too-many-invitations',
        'There are 200 open invitations. Revoke some first.',
      )
    const token = newToken()
    const row = {
      id: newId(clock.now()),
      role,
      created_at: clock.iso(),
      expires_at: clock.iso(days * 24 * 3600),
      uses_left: uses,
    }
    await store.insertInvitation(tx, {
      ...row,
      space_id: spaceId,
      token_hash: hashToken(token),
      created_by: who.accountId!,
    })
    await audit.record(tx, authActions.invitationCreated, {
      spaceId,
      subject: invitationSubject(row),
      details: {
        role,
        people: uses === 1 ? 'one person' : `${uses} people`,
        until: row.expires_at.slice(0, 10),
      },
    })
    return {
      id: row.id,
      role,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
      usesLeft: uses,
      url: `${config.publicUrl}/invite#${token}`,
    }
  })

/** What nobody has used yet opens nothing any more. Throws `Fault('missing')`. */
export const revokeInvitation = ({ db, audit }: Pick<Parts, 'db' | 'audit'>, spaceId: string, id: string) =>
  db.transact(async (tx) => {
    const role = await store.deleteInvitation(tx, spaceId, id)
    if (!role) throw new Fault('missing', 'not-found', 'There is no such invitation in this space.')
    await audit.record(tx, authActions.invitationRevoked, {
      spaceId,
      subject: invitationSubject({ id, role }),
    })
  })

export async function previewInvitation({ db, clock }: Parts, token: string) {
  const found = await store.findOpenInvitation(db.read, hashToken(token), clock.iso())
  if (!found) throw closedInvitation()
  return { space: { slug: found.slug, name: found.name }, role: found.role, expiresAt: found.expiresAt }
}

/** Joins as the signed-in account. Someone who is a member already keeps their role and spends nothing. */
export const joinAsAccount = (parts: Parts, token: string, accountId: string): Promise<void> =>
  parts.db.transact((tx) => join(parts, tx, token, accountId))

/** Joins as a new account, which is signed in: returns its id and its session's token. */
export async function joinAsNewAccount(
  parts: Parts,
  token: string,
  person: { name: string; email: string; password: string },
  place: Place,
): Promise<{ accountId: string; token: string }> {
  const { db, clock, passwords } = parts
  // Before the costly hash: a made-up token must not make the house work.
  await previewInvitation(parts, token)
  const passwordHash = await passwords.hash(person.password)
  return db.transact(async (tx) => {
    if (await findAccountByEmail(tx, person.email))
      throw new Fault(
        'conflict',
        'email-taken',
        'There is an account with this address. Sign in with it, then open the invitation again.',
      )
    const accountId = newId(clock.now())
    await insertAccount(tx, { ...person, id: accountId, passwordHash, createdAt: clock.iso() })
    await join(parts, tx, token, accountId)
    return { accountId, token: await startSession(parts, tx, accountId, place) }
  })
}

async function join(
  { clock, changes, search, audit }: Parts,
  tx: Tx<AccountTables>,
  token: string,
  accountId: string,
) {
  const now = clock.iso()
  const found = await store.findOpenInvitation(tx, hashToken(token), now)
  if (!found) throw closedInvitation()
  const { spaceId } = found
  await lockRoster(tx, spaceId)
  if ((await roleIn(tx, spaceId, accountId)) !== null) return
  if (!(await store.spendInvitation(tx, found.id, now))) throw closedInvitation()
  await insertMembership(tx, { space_id: spaceId, account_id: accountId, role: found.role, joined_at: now })
  changes.announce(tx, { accountId, spaceId })
  await memberChanged({ search }, tx, { accountId, spaceId })
  await audit.record(tx, authActions.memberJoined, {
    spaceId,
    subject: memberSubject(accountId, (await findAccount(tx, accountId))!.name),
    details: { role: found.role },
    by: { accountId },
  })
}

const invitationSubject = ({ id, role }: { id: string; role: Role }) => ({
  kind: 'invitation',
  id,
  name: `Invitation as ${role}`,
})

const closedInvitation = () =>
  new Fault(
    'missing',
    'invitation-closed',
    'This invitation is used up, too old or revoked. Ask for a new one.',
  )
