import * as contract from '../../contract/accounts.ts'
import { type BoundRoute, handle } from '../http/handle.ts'
import { findAccount, renameAccount } from './account-store.ts'
import { authActions, memberSubject } from './auth-audit.ts'
import type { AuthParts } from './auth-parts.ts'
import { inPerson } from './callers.ts'
import { meOf, readMe } from './me.ts'
import { memberChanged } from './member-search.ts'
import { spacesOf } from './member-store.ts'
import { changePassword, requestPasswordReset, resetPassword } from './password-resets.ts'

export const accountRoutes = (parts: AuthParts): BoundRoute[] => [
  handle(contract.readMe, ({ actor }) => meOf(parts, actor.kind === 'account' ? actor : inPerson(actor))),

  handle(contract.editMe, async ({ actor, body }) => {
    const { accountId } = inPerson(actor)
    await parts.db.transact(async (tx) => {
      const before = (await findAccount(tx, accountId))!.name
      await renameAccount(tx, accountId, body.name)
      parts.changes.announce(tx, { accountId })
      for (const { id } of await spacesOf(tx, accountId)) {
        parts.changes.announce(tx, { spaceId: id })
        await memberChanged(parts, tx, { accountId, spaceId: id })
        await parts.audit.record(tx, authActions.memberRenamed, {
          spaceId: id,
          subject: memberSubject(accountId, body.name),
          details: { from: before, to: body.name },
        })
      }
    })
    return readMe(parts, accountId)
  }),

  handle(contract.changePassword, async ({ actor, body }) => {
    await changePassword(parts, inPerson(actor), body)
    return undefined
  }),

  handle(contract.requestPasswordReset, async ({ body }) => ({
    mail: await requestPasswordReset(parts, body.email),
  })),

  handle(contract.resetPassword, async ({ body }) => {
    await resetPassword(parts, body.token, body.password)
    return undefined
  }),
]
