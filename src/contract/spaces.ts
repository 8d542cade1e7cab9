import { type Static, Type } from 'typebox'
import { Me } from './accounts.ts'
import { route } from './route.ts'
import {
  Email,
  Id,
  Line,
  Nullable,
  Page,
  PageQuery,
  Password,
  RoleShape,
  Slug,
  SpaceParams,
  Strict,
  Time,
} from './shapes.ts'

/** Spaces, their members and invitations over HTTP. */

const inPerson = { who: 'account', apiKey: false } as const
const sessionless = { who: 'anyone' } as const

export const Space = Strict({
  id: Id,
  slug: Type.String(),
  name: Type.String(),
  description: Type.String(),
  /** Null for guests. */
  role: Nullable(RoleShape),
  createdAt: Time,
})
export type Space = Static<typeof Space>
export const createSpace = route({
  id: 'space.create',
  method: 'POST',
  path: '/spaces',
  summary: 'A new space, owned by me; only owners of the first space may make one',
  access: inPerson,
  body: Strict({ name: Line(100), slug: Type.Optional(Slug) }),
  status: 201,
  answer: Space,
})
export const readSpace = route({
  id: 'space.read',
  method: 'GET',
  path: '/spaces/:space',
  summary: 'A space: its name and my role',
  access: { who: 'guest', scope: 'space:read' },
  params: SpaceParams,
  answer: Space,
})
/** The space that is served at `/`. */
export const readFirstSpace = route({
  id: 'space.first',
  method: 'GET',
  path: '/first-space',
  summary: 'The space served at the root, null before setup',
  access: sessionless,
  answer: Strict({ space: Nullable(Strict({ slug: Type.String(), name: Type.String() })) }),
})
export const editSpace = route({
  id: 'space.edit',
  method: 'PATCH',
  path: '/spaces/:space',
  summary: 'Change name and description',
  access: { who: 'admin', scope: 'space:write' },
  params: SpaceParams,
  body: Type.Partial(Strict({ name: Line(100), description: Type.String({ maxLength: 2000 }) }), {
    additionalProperties: false,
    minProperties: 1,
  }),
  answer: Space,
})

export const Member = Strict({
  accountId: Id,
  name: Type.String(),
  email: Nullable(Type.String()),
  role: RoleShape,
  joinedAt: Time,
})
export type Member = Static<typeof Member>
export const listMembers = route({
  id: 'member.list',
  method: 'GET',
  path: '/spaces/:space/members',
  summary: 'Members by name; addresses only for admins',
  access: { who: 'member', scope: 'space:read' },
  params: SpaceParams,
  query: Strict(PageQuery),
  answer: Page(Member),
})
export const editMember = route({
  id: 'member.edit',
  method: 'PATCH',
  path: '/spaces/:space/members/:account',
  summary: 'Change a role; nobody raises anyone above themselves, the last owner stays',
  access: { who: 'admin', scope: 'space:write' },
  params: Strict({ space: Slug, account: Id }),
  body: Strict({ role: RoleShape }),
  answer: Member,
})
export const removeMember = route({
  id: 'member.remove',
  method: 'DELETE',
  path: '/spaces/:space/members/:account',
  summary: 'Remove a member, or leave',
  access: { who: 'member', scope: 'space:write' },
  params: Strict({ space: Slug, account: Id }),
  status: 204,
})

export const Invitation = Strict({
  id: Id,
  role: RoleShape,
  createdAt: Time,
  expiresAt: Time,
  usesLeft: Type.Integer(),
  /** The whole link, shown again to admins as long as it lives; null on lists. */
  url: Nullable(Type.String()),
})
export type Invitation = Static<typeof Invitation>
export const createInvitation = route({
  id: 'invitation.create',
  method: 'POST',
  path: '/spaces/:space/invitations',
  summary: 'A link that makes whoever opens it a member; the link is shown this once',
  access: { who: 'admin', scope: 'space:write', apiKey: false },
  params: SpaceParams,
  body: Strict({
    role: RoleShape,
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 90, default: 7 })),
    uses: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 1 })),
  }),
  status: 201,
  answer: Invitation,
})
export const listInvitations = route({
  id: 'invitation.list',
  method: 'GET',
  path: '/spaces/:space/invitations',
  summary: 'Open invitations',
  access: { who: 'admin', scope: 'space:write', apiKey: false },
  params: SpaceParams,
  answer: Strict({ items: Type.Array(Invitation, { maxItems: 200 }) }),
})
export const deleteInvitation = route({
  id: 'invitation.delete',
  method: 'DELETE',
  path: '/spaces/:space/invitations/:id',
  summary: 'Revoke an invitation',
  access: { who: 'admin', scope: 'space:write', apiKey: false },
  params: Strict({ space: Slug, id: Id }),
  status: 204,
})
const InvitationToken = Type.String({ minLength: 20, maxLength: 200 })
export const previewInvitation = route({
  id: 'invitation.preview',
  method: 'POST',
  path: '/invitation-previews',
  summary: 'What an invitation link opens',
  access: sessionless,
  body: Strict({ token: InvitationToken }),
  answer: Strict({
    space: Strict({ slug: Type.String(), name: Type.String() }),
    role: RoleShape,
    expiresAt: Time,
  }),
  status: 200,
  limit: 'sign-in',
})
export const acceptInvitation = route({
  id: 'invitation.accept',
  method: 'POST',
  path: '/memberships',
  summary: 'Join with an invitation: as the signed-in account, or as a new one',
  access: sessionless,
  body: Strict({
    token: InvitationToken,
    account: Type.Optional(Strict({ name: Line(100), email: Email, password: Password })),
  }),
  status: 201,
  answer: Me,
  limit: 'sign-in',
})

export const spacesContract = [
  createSpace,
  readSpace,
  readFirstSpace,
  editSpace,
  listMembers,
  editMember,
  removeMember,
  createInvitation,
  listInvitations,
  deleteInvitation,
  previewInvitation,
  acceptInvitation,
]
