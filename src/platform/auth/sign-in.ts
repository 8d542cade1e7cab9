import { Fault } from '../errors.ts'
import { findAccountByEmail, holdPassword } from './account-store.ts'
import type { AuthParts } from './auth-parts.ts'
import { type Place, startSession } from './sessions.ts'
import { passSecondFactor } from './two-factor.ts'

type Parts = Pick<AuthParts, 'db' | 'clock' | 'passwords' | 'secrets'>

/**
 * Checks address, password and, where it is on, the second factor; returns the new session's token. Unknown accounts cost the
 * same work and get the same answer. Throws `Fault('unauthenticated')` with `wrong-credentials`, `code-needed` or `wrong-code`.
 */
export async function signIn(
  parts: Parts,
  given: { email: string; password: string; code?: string },
  place: Place,
): Promise<{ token: string; accountId: string }> {
  const { db, passwords } = parts
  const account = await findAccountByEmail(db.read, given.email)
  const matches = await passwords.matches(given.password, account?.password_hash ?? null)
  if (!account || !matches) throw wrongCredentials()
  if (account.banned_at !== null)
    throw new Fault('forbidden', 'banned', 'This account is closed. Ask an admin of this house.')
  const token = await db.transact(async (tx) => {
    // Between the check and this moment the password may have been changed to shut a thief out.
    if (!(await holdPassword(tx, account.id, account.password_hash))) throw wrongCredentials()
    await passSecondFactor(parts, tx, account.id, given.code)
    return startSession(parts, tx, account.id, place)
  })
  return { token, accountId: account.id }
}

const wrongCredentials = () =>
  new Fault('unauthenticated', 'wrong-credentials', 'The address or the password is wrong. Try again.')
