import * as contract from '../../contract/accounts.ts'
import { type BoundRoute, handle } from '../http/handle.ts'
import { findAccount } from './account-store.ts'
import type { AuthParts } from './auth-parts.ts'
import { inPerson } from './callers.ts'
import { confirmPassword } from './password-resets.ts'
import { findFirstSpace } from './space-store.ts'
import { prepareTwoFactor, turnOffTwoFactor, turnOnTwoFactor } from './two-factor.ts'

export const twoFactorRoutes = (parts: AuthParts): BoundRoute[] => [
  handle(contract.startTwoFactor, async ({ actor, body }) => {
    const { accountId } = inPerson(actor)
    await confirmPassword(parts, accountId, body.password)
    const account = (await findAccount(parts.db.read, accountId))!
    const house = await findFirstSpace(parts.db.read)
    return prepareTwoFactor(parts, account, house?.name ?? 'Longhouse')
  }),

  handle(contract.confirmTwoFactor, async ({ actor, body }) => {
    const { accountId, sessionId } = inPerson(actor)
    await turnOnTwoFactor(parts, accountId, body.code, sessionId)
    return undefined
  }),

  handle(contract.deleteTwoFactor, async ({ actor, body }) => {
    const { accountId, sessionId } = inPerson(actor)
    await confirmPassword(parts, accountId, body.password)
    await parts.db.transact((tx) => turnOffTwoFactor(parts, tx, accountId, sessionId))
    return undefined
  }),
]
