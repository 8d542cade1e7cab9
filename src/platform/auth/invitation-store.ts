import type { Role } from '../../contract/shapes.ts'
import type { Reader, Tx } from '../db/db.ts'
import type { AccountTables, InvitationRow } from './accounts-tables.ts'

type Look = Reader<AccountTables>
type Write = Tx<AccountTables>

export const insertInvitation = (tx: Write, row: InvitationRow) =>
  tx.insertInto('invitations').values(row).execute()

/** One that can still be used. */
export const findOpenInvitation = (look: Look, tokenHash: string, now: string) =>
  look
    .selectFrom('invitations')
    .innerJoin('spaces', 'spaces.id', 'space_id')
    .select([
      'invitations.id',
      'space_id as spaceId',
      'role',
      'expires_at as expiresAt',
      'spaces.slug',
      'spaces.name',
    ])
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .where('uses_left', '>', 0)
    .executeTakeFirst()

export const openInvitations = (look: Look, spaceId: string, now: string) =>
  look
    .selectFrom('invitations')
    .select(['id', 'role', 'created_at as createdAt', 'expires_at as expiresAt', 'uses_left as usesLeft'])
    .where('space_id', '=', spaceId)
    .where('expires_at', '>', now)
    .where('uses_left', '>', 0)
    .orderBy('id', 'desc')
    .limit(maxInvitations)
    .execute()

/** A space keeps this many open at a time. */
export const maxInvitations = 200

/** Takes one use. False when none was left: of two who take the last one, only one gets it. */
export async function spendInvitation(tx: Write, id: string, now: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('invitations')
    .set((e) => ({ uses_left: e('uses_left', '-', 1) }))
    .where('id', '=', id)
    .where('uses_left', '>', 0)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export const deleteSpentInvitations = (tx: Write, spaceId: string, now: string) =>
  tx
    .deleteFrom('invitations')
    .where('space_id', '=', spaceId)
    .where((e) => e.or([e('expires_at', '<=', now), e('uses_left', '<=', 0)]))
    .execute()

/** The role it was for; null when there is none. */
export async function deleteInvitation(tx: Write, spaceId: string, id: string): Promise<Role | null> {
  const gone = await tx
    .deleteFrom('invitations')
    .where('space_id', '=', spaceId)
    .where('id', '=', id)
    .returning('role')
    .executeTakeFirst()
  return gone?.role ?? null
}

export const deleteInvitationsBy = (tx: Write, spaceId: string, accountId: string) =>
  tx.deleteFrom('invitations').where('space_id', '=', spaceId).where('created_by', '=', accountId).execute()
