import * as contract from '../../contract/spaces.ts'
import { type BoundRoute, handle } from '../http/handle.ts'
import type { AuthParts } from './auth-parts.ts'
import { inPerson, placeOf } from './callers.ts'
import { setSessionCookie } from './cookies.ts'
import { openInvitations } from './invitation-store.ts'
import {
  createInvitation,
  joinAsAccount,
  joinAsNewAccount,
  previewInvitation,
  revokeInvitation,
} from './invitations.ts'
import { readMe } from './me.ts'

export const invitationRoutes = (parts: AuthParts): BoundRoute[] => [
  handle(contract.createInvitation, ({ standing, body }) => createInvitation(parts, standing, body)),

  handle(contract.listInvitations, async ({ standing }) => {
    const rows = await openInvitations(parts.db.read, standing.space.id, parts.clock.iso())
    return { items: rows.map((row) => ({ ...row, url: null })) }
  }),

  handle(contract.deleteInvitation, async ({ standing, params }) => {
    await revokeInvitation(parts, standing.space.id, params.id)
    return undefined
  }),

  handle(contract.previewInvitation, ({ body }) => previewInvitation(parts, body.token)),

  handle(contract.acceptInvitation, async ({ body, actor, request, reply }) => {
    if (body.account) {
      const { accountId, token } = await joinAsNewAccount(parts, body.token, body.account, placeOf(request))
      setSessionCookie(reply, parts.config, token)
      return readMe(parts, accountId)
    }
    const { accountId } = inPerson(actor)
    await joinAsAccount(parts, body.token, accountId)
    return readMe(parts, accountId)
  }),
]
