import * as contract from '../../contract/spaces.ts'
import { type BoundRoute, handle } from '../http/handle.ts'
import type { AuthParts } from './auth-parts.ts'
import { inPerson } from './callers.ts'
import { changeRole, listMembers, removeMember } from './members.ts'
import { createSpace, editSpace, readSpace } from './spaces.ts'

export const spaceRoutes = (parts: AuthParts): BoundRoute[] => [
  handle(contract.createSpace, ({ actor, body }) => createSpace(parts, inPerson(actor).accountId, body)),

  handle(contract.readSpace, ({ standing }) => readSpace(parts, standing.space.id, standing.role)),

  handle(contract.editSpace, ({ standing, body }) =>
    editSpace(parts, standing.space.id, standing.role, body),
  ),

  handle(contract.listMembers, ({ standing, query }) => listMembers(parts, standing, query)),

  handle(contract.editMember, ({ standing, params, body }) =>
    changeRole(parts, standing, params.account, body.role),
  ),

  handle(contract.removeMember, async ({ standing, params }) => {
    await removeMember(parts, standing, params.account)
    return undefined
  }),
]
