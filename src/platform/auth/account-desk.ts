import type { Role } from '../../contract/shapes.ts'
import { Fault } from '../errors.ts'
import { newId } from '../ids.ts'
import * as accounts from './account-store.ts'
import { authActions, memberSubject, recordOfAccount } from './auth-audit.ts'
import type { AuthParts } from './auth-parts.ts'
import { memberChanged } from './member-search.ts'
import { insertMembership, spacesOf, hasOtherOwner } from './member-store.ts'
import { makeResetLink } from './password-reset-links.ts'
import { deletePasswordResets } from './password-reset-store.ts'
import { endSessions } from './sessions.ts'
import { foundHouse } from './setup.ts'
import { findFirstSpace, findSpaceBySlug, lockRoster } from './space-store.ts'
import { turnOffTwoFactor } from './two-factor.ts'

/**
 * What the person who runs the machine may do with accounts (`longhouse account …`). Another process that serves the house
 * notices within two seconds.
 */
export type DeskParts = Pick<AuthParts, 'db' | 'clock' | 'passwords' | 'changes' | 'search' | 'audit'>

export type NewAccount = {
  name: string
  email: string
  password: string
  /** Slug; the first space when absent. In an empty house: the name of the first space, "Home" when absent. */
  space?: string
  /** `member` when absent; the first account of a house owns it. */
  role?: Role
}

/** Throws `Fault('conflict', 'email-taken')`, `Fault('missing', 'no-space')`, `Fault('invalid', 'short-password')`. */
export async function createAccount(
  parts: DeskParts,
  wish: NewAccount,
): Promise<{ accountId: string; space: string }> {
  const { db, clock, passwords, changes } = parts
  checkPassword(wish.password)
  const passwordHash = await passwords.hash(wish.password)
  return db.transact(async (tx) => {
    if (!(await accounts.anyAccount(tx))) {
      const accountId = await foundHouse(
        parts,
        tx,
        { ...wish, spaceName: wish.space ?? 'Home' },
        passwordHash,
      )
      return { accountId, space: (await findFirstSpace(tx))!.slug }
    }
    const space = wish.space === undefined ? await findFirstSpace(tx) : await findSpaceBySlug(tx, wish.space)
    if (!space) throw new Fault('missing', 'no-space', `There is no space called "${wish.space}".`)
    if (await accounts.findAccountByEmail(tx, wish.email))
      throw new Fault(
        'conflict',
        'email-taken',
        `There is an account with the address ${wish.email} already.`,
      )
    const accountId = newId(clock.now())
    await accounts.insertAccount(tx, { ...wish, id: accountId, passwordHash, createdAt: clock.iso() })
    await insertMembership(tx, {
      space_id: space.id,
      account_id: accountId,
      role: wish.role ?? 'member',
      joined_at: clock.iso(),
    })
    changes.announce(tx, { accountId, spaceId: space.id })
    await memberChanged(parts, tx, { accountId, spaceId: space.id })
    await parts.audit.record(tx, authActions.memberAdded, {
      spaceId: space.id,
      subject: memberSubject(accountId, wish.name),
      details: { role: wish.role ?? 'member' },
    })
    return { accountId, space: space.slug }
  })
}

/** A new password without the old one; every session ends. `twoFactorOff` is for those who lost their second factor too. */
export async function setPassword(
  parts: DeskParts,
  email: string,
  password: string,
  { twoFactorOff = false } = {},
): Promise<void> {
  checkPassword(password)
  const passwordHash = await parts.passwords.hash(password)
  await parts.db.transact(async (tx) => {
    const account = await needAccount(tx, email)
    await accounts.storePassword(tx, account.id, passwordHash)
    await deletePasswordResets(tx, account.id)
    if (twoFactorOff) await turnOffTwoFactor(parts, tx, account.id, null)
    await endSessions(parts, tx, account.id, null)
    await recordOfAccount(parts, tx, account.id, authActions.passwordSet)
  })
}

/** A link to choose a new password with, for a person whom no mail reaches. Good once, for an hour. */
export const passwordResetLink = (
  parts: Pick<AuthParts, 'db' | 'clock' | 'config'>,
  email: string,
): Promise<string> =>
  parts.db.transact(async (tx) => makeResetLink(parts, tx, (await needAccount(tx, email)).id))

/** A banned account cannot sign in and its keys open nothing, until it is welcome again. Sessions end at once. */
export const setBanned = (parts: DeskParts, email: string, banned: boolean): Promise<void> =>
  parts.db.transact(async (tx) => {
    const account = await needAccount(tx, email)
    await tx
      .updateTable('accounts')
      .set({ banned_at: banned ? parts.clock.iso() : null })
      .where('id', '=', account.id)
      .execute()
    await endSessions(parts, tx, account.id, null)
    const action = banned ? authActions.accountBanned : authActions.accountUnbanned
    await recordOfAccount(parts, tx, account.id, action)
  })

/** Removes an account with its sessions, keys and memberships. What it made stays, by a "Former member". */
export const deleteAccount = (parts: DeskParts, email: string): Promise<void> =>
  parts.db.transact(async (tx) => {
    const account = await needAccount(tx, email)
    for (const space of await spacesOf(tx, account.id)) {
      await lockRoster(tx, space.id)
      if (space.role === 'owner' && !(await hasOtherOwner(tx, space.id, account.id)))
        throw new Fault(
          'conflict',
          'last-owner',
          `This is the last owner of ${space.name}. Make someone else an owner first.`,
        )
      parts.changes.announce(tx, { accountId: account.id, spaceId: space.id })
      await memberChanged(parts, tx, { accountId: account.id, spaceId: space.id })
    }
    await endSessions(parts, tx, account.id, null)
    await recordOfAccount(parts, tx, account.id, authActions.accountDeleted)
    await tx.deleteFrom('accounts').where('id', '=', account.id).execute()
  })

async function needAccount(tx: Parameters<typeof accounts.findAccountByEmail>[0], email: string) {
  const account = await accounts.findAccountByEmail(tx, email)
  if (!account) throw new Fault('missing', 'no-account', `There is no account with the address ${email}.`)
  return account
}

function checkPassword(password: string) {
  if (password.length < 10 || password.length > 200)
    throw new Fault('invalid', 'short-password', 'A password has 10 to 200 characters.')
}
