import { randomInt } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import type { Tx } from '../db/db.ts'
import { Fault } from '../errors.ts'
import type { AccountTables } from './accounts-tables.ts'
import { authActions, recordOfAccount } from './auth-audit.ts'
import type { AuthParts } from './auth-parts.ts'
import { endSessions } from './sessions.ts'
import * as store from './two-factor-store.ts'

type Parts = Pick<AuthParts, 'db' | 'clock' | 'secrets' | 'changes' | 'audit'>
type Write = Tx<AccountTables>
const stepSeconds = 30
const recoveryCodes = 10

/**
 * A fresh secret and ten recovery codes, shown this once; they guard nothing until `turnOn` has seen a code of the secret.
 * Throws `Fault('conflict', 'two-factor-on')`.
 */
export async function prepareTwoFactor(
  { db, secrets }: Parts,
  account: { id: string; email: string },
  issuer: string,
): Promise<{ secret: string; uri: string; recoveryCodes: string[] }> {
  const secret = new Secret({ size: 20 }).base32
  const codes = Array.from({ length: recoveryCodes }, newRecoveryCode)
  await db.transact(async (tx) => {
    if (await store.hasTwoFactor(tx, account.id))
      throw new Fault('conflict', 'two-factor-on', 'Two-factor sign-in is on already. Turn it off first.')
    await store.insertTwoFactor(
      tx,
      { account_id: account.id, secret: secrets.seal(account.id, secret), confirmed_at: null, last_step: 0 },
      codes.map((code) => secrets.mark(account.id, plain(code))),
    )
  })
  return { secret, uri: totp(secret, issuer, account.email).toString(), recoveryCodes: codes }
}

/** On from now, with every other session ended in the same transaction. Throws `Fault` `wrong-code` and `no-two-factor`. */
export const turnOnTwoFactor = (parts: Parts, accountId: string, code: string, sessionId: string) =>
  parts.db.transact(async (tx) => {
    const row = await store.findTwoFactor(tx, accountId)
    if (!row || row.confirmed_at !== null)
      throw new Fault(
        'conflict',
        'no-two-factor',
        'There is no two-factor set-up to confirm. Start it again.',
      )
    if (!(await spendTotp(parts, tx, accountId, row.secret, plain(code)))) throw wrongCode('invalid')
    await store.confirmTwoFactor(tx, accountId, parts.clock.iso())
    await endSessions(parts, tx, accountId, sessionId)
    await recordOfAccount(parts, tx, accountId, authActions.twoFactorOn)
  })

export async function turnOffTwoFactor(
  parts: Pick<Parts, 'changes' | 'audit'>,
  tx: Write,
  accountId: string,
  sessionId: string | null,
): Promise<void> {
  const wasOn = await store.hasTwoFactor(tx, accountId)
  await store.deleteTwoFactor(tx, accountId)
  await endSessions(parts, tx, accountId, sessionId)
  if (wasOn) await recordOfAccount(parts, tx, accountId, authActions.twoFactorOff)
}

/**
 * Lets an account without a second factor through, others with a code that has not been used: six digits of the app, or a
 * recovery code. Throws `Fault('unauthenticated')` with `code-needed` or `wrong-code`.
 */
export async function passSecondFactor(
  parts: Pick<Parts, 'clock' | 'secrets'>,
  tx: Write,
  accountId: string,
  code: string | undefined,
): Promise<void> {
  const row = await store.findTwoFactor(tx, accountId)
  if (!row || row.confirmed_at === null) return
  if (!code?.trim())
    throw new Fault('unauthenticated', 'code-needed', 'Enter the code that your authenticator app shows.')
  const typed = plain(code)
  const passes = /^\d{6}$/.test(typed)
    ? await spendTotp(parts, tx, accountId, row.secret, typed)
    : await store.spendRecoveryCode(tx, accountId, parts.secrets.mark(accountId, typed))
  if (!passes) throw wrongCode('unauthenticated')
}

/** A code of this step, the one before or the one after (clocks differ), and none twice. */
async function spendTotp(
  { clock, secrets }: Pick<Parts, 'clock' | 'secrets'>,
  tx: Write,
  accountId: string,
  sealed: string,
  token: string,
): Promise<boolean> {
  const timestamp = clock.now()
  const delta = totp(secrets.open(accountId, sealed)).validate({ token, timestamp, window: 1 })
  return delta !== null && store.spendStep(tx, accountId, Math.floor(timestamp / 1000 / stepSeconds) + delta)
}

const totp = (secret: string, issuer = 'Longhouse', label = '') =>
  new TOTP({
    secret: Secret.fromBase32(secret),
    issuer,
    label,
    period: stepSeconds,
    digits: 6,
    algorithm: 'SHA1',
  })

/** 49 random bits in letters and digits that are not mistaken for each other. */
function newRecoveryCode(): string {
  const signs = 'abcdefghjkmnpqrstuvwxyz23456789'
  const half = () => Array.from({ length: 5 }, () => signs[randomInt(signs.length)]).join('')
  return `${half()}-${half()}`
}

const plain = (code: string) => code.toLowerCase().replaceAll(/[\s-]/g, '')

const wrongCode = (kind: 'unauthenticated' | 'invalid') =>
  new Fault(kind, 'wrong-code', 'This code is wrong, too old or already used. Wait for the next one.')
