import type { Reader, Tx } from '../db/db.ts'
import type { AccountTables, SessionRow } from './accounts-tables.ts'

/** A session that still stands, with who it is. */
export type LivingSession = {
  id: string
  accountId: string
  name: string
  lastSeenAt: string
  expiresAt: string
}

type Look = Reader<AccountTables>
type Write = Tx<AccountTables>

export const insertSession = (tx: Write, row: SessionRow) => tx.insertInto('sessions').values(row).execute()

/** `now` and `idleSince` are ISO times: the session must end after the one and have been seen after the other. */
export const findSession = (
  look: Look,
  tokenHash: string,
  now: string,
  idleSince: string,
): Promise<LivingSession | undefined> =>
  living(look, now, idleSince)
    .select([
      'sessions.id',
      'account_id as accountId',
      'accounts.name',
      'last_seen_at as lastSeenAt',
      'expires_at as expiresAt',
    ])
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst()

/** Which of these still stand. */
export const livingSessions = (look: Look, ids: readonly string[], now: string, idleSince: string) =>
  living(look, now, idleSince).select('sessions.id').where('sessions.id', 'in', ids).execute()

export const sessionsOf = (look: Look, accountId: string, now: string, idleSince: string) =>
  living(look, now, idleSince)
    .select([
      'sessions.id',
      'sessions.created_at as createdAt',
      'last_seen_at as lastSeenAt',
      'address',
      'device',
    ])
    .where('account_id', '=', accountId)
    .orderBy('sessions.id', 'desc')
    .limit(maxSessions)
    .execute()

export async function deleteSession(tx: Write, accountId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('sessions')
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** All sessions of an account, except `keep`. */
export const deleteSessions = (tx: Write, accountId: string, keep: string | null) =>
  tx
    .deleteFrom('sessions')
    .where('account_id', '=', accountId)
    .$if(keep !== null, (q) => q.where('id', '!=', keep!))
    .execute()

/** An account has at most this many. */
export const maxSessions = 100

/** Makes room for one more: what has ended goes, and the oldest of a full house. */
export async function makeRoomForSession(tx: Write, accountId: string, now: string, idleSince: string) {
  const newest = tx
    .selectFrom('sessions')
    .select('id')
    .where('account_id', '=', accountId)
    .orderBy('id', 'desc')
    .limit(maxSessions - 1)
  await tx
    .deleteFrom('sessions')
    .where('account_id', '=', accountId)
    .where((e) =>
      e.or([e('expires_at', '<=', now), e('last_seen_at', '<=', idleSince), e('id', 'not in', newest)]),
    )
    .execute()
}

export const touchSession = (tx: Write, id: string, seenAt: string) =>
  tx
    .updateTable('sessions')
    .set({ last_seen_at: seenAt })
    .where('id', '=', id)
    .where('last_seen_at', '<', seenAt)
    .execute()

const living = (look: Look, now: string, idleSince: string) =>
  look
    .selectFrom('sessions')
    .innerJoin('accounts', 'accounts.id', 'account_id')
    .where('banned_at', 'is', null)
    .where('expires_at', '>', now)
    .where('last_seen_at', '>', idleSince)
