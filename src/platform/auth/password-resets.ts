import { Fault } from '../errors.ts'
import { holdPassword, storePassword } from './account-store.ts'
import { authActions, recordOfAccount } from './auth-audit.ts'
import type { AuthParts } from './auth-parts.ts'
import * as store from './password-reset-store.ts'
import { mailPasswordReset, resetKey } from './mail-password-reset-job.ts'
import { findAccount } from './account-store.ts'
import { endSessions } from './sessions.ts'
import { hashToken } from './tokens.ts'

type Parts = Pick<
  AuthParts,
  'db' | 'clock' | 'changes' | 'passwords' | 'queue' | 'mail' | 'secrets' | 'audit'
>

/**
 * Hands the address to a job, whether or not anyone has it: the answer and its time are the same. False when this house
 * sends no mail; then an admin can set a new password with `longhouse account reset-password`.
 */
export async function requestPasswordReset(parts: Parts, email: string): Promise<boolean> {
  const { db, queue, mail, secrets } = parts
  if (!mail.enabled) return false
  const uniqueKey = secrets.mark(resetKey, email.trim().toLowerCase())
  await db.transact((tx) =>
    queue.add(tx, mailPasswordReset, { email: secrets.seal(resetKey, email) }, { uniqueKey }),
  )
  return true
}

/** A new password for the token of a reset link, used once; every session ends. Throws `Fault('missing', 'reset-closed')`. */
export async function resetPassword(parts: Parts, token: string, password: string): Promise<void> {
  const { db, clock, passwords } = parts
  const tokenHash = hashToken(token)
  const found = await store.findPasswordReset(db.read, tokenHash, clock.iso())
  if (!found) throw closedReset()
  const passwordHash = await passwords.hash(password)
  await db.transact(async (tx) => {
    if (!(await store.spendPasswordReset(tx, tokenHash))) throw closedReset()
    await storePassword(tx, found.accountId, passwordHash)
    await endSessions(parts, tx, found.accountId, null)
    await recordOfAccount(parts, tx, found.accountId, authActions.passwordReset, true)
  })
}

/** The signed-in account changes its own password; its other sessions end with the same commit. */
export async function changePassword(
  parts: Parts,
  who: { accountId: string; sessionId: string },
  { current, next }: { current: string; next: string },
): Promise<void> {
  const { db, passwords } = parts
  const held = await confirmPassword(parts, who.accountId, current)
  const passwordHash = await passwords.hash(next)
  await db.transact(async (tx) => {
    if (!(await holdPassword(tx, who.accountId, held))) throw wrongPassword()
    await storePassword(tx, who.accountId, passwordHash)
    await store.deletePasswordResets(tx, who.accountId)
    await endSessions(parts, tx, who.accountId, who.sessionId)
    await recordOfAccount(parts, tx, who.accountId, authActions.passwordChanged)
  })
}

/** The stored hash of the account's password, once `password` has proven to be it. Throws `Fault('invalid', 'wrong-password')`. */
export async function confirmPassword(
  { db, passwords }: Pick<Parts, 'db' | 'passwords'>,
  accountId: string,
  password: string,
): Promise<string> {
  const account = await findAccount(db.read, accountId)
  if (!(await passwords.matches(password, account?.password_hash ?? null))) throw wrongPassword()
  return account!.password_hash
}

const wrongPassword = () =>
  new Fault('invalid', 'wrong-password', 'Your password is wrong. Nothing was changed.')
const closedReset = () =>
  new Fault('missing', 'reset-closed', 'This link is used up or older than an hour. Ask for a new one.')
