import type { Tx } from '../db/db.ts'
import { newId } from '../ids.ts'
import type { AccountTables } from './accounts-tables.ts'
import type { AuthParts } from './auth-parts.ts'
import { idleSeconds, sessionSeconds } from './cookies.ts'
import { deviceName } from './devices.ts'
import { deleteSession, deleteSessions, makeRoomForSession, insertSession } from './session-store.ts'
import { hashToken, newToken } from './tokens.ts'

/** Where a session is started from. */
export type Place = { address: string; userAgent: string | undefined }

type Parts = Pick<AuthParts, 'db' | 'clock' | 'changes'>

/** Makes a session inside the caller's transaction and returns its token, which is stored nowhere. */
export async function startSession(
  { clock }: Pick<Parts, 'clock'>,
  tx: Tx<AccountTables>,
  accountId: string,
  { address, userAgent }: Place,
): Promise<string> {
  const token = newToken()
  const now = clock.iso()
  await makeRoomForSession(tx, accountId, now, clock.iso(-idleSeconds))
  await insertSession(tx, {
    id: newId(clock.now()),
    token_hash: hashToken(token),
    account_id: accountId,
    created_at: now,
    last_seen_at: now,
    expires_at: clock.iso(sessionSeconds),
    address: address.slice(0, 64),
    device: deviceName(userAgent?.slice(0, 1000)),
  })
  return token
}

/** Ends one session of an account. False when it has no such session. */
export const endSession = ({ db, changes }: Pick<Parts, 'db' | 'changes'>, accountId: string, id: string) =>
  db.transact(async (tx) => {
    changes.announce(tx, { accountId })
    return deleteSession(tx, accountId, id)
  })

/** Ends every session of an account but `keep`, in the transaction of what makes it necessary. */
export async function endSessions(
  { changes }: Pick<Parts, 'changes'>,
  tx: Tx<AccountTables>,
  accountId: string,
  keep: string | null,
): Promise<void> {
  await deleteSessions(tx, accountId, keep)
  changes.announce(tx, { accountId })
}
