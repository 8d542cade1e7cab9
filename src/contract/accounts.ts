import { type Static, Type } from 'typebox'
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

/** Accounts, sessions, spaces, members, invitations and API keys over HTTP. */

export const Me = Strict({
  account: Strict({
    id: Id,
    name: Type.String(),
    email: Type.String(),
    createdAt: Time,
    twoFactor: Type.Boolean(),
  }),
  spaces: Type.Array(Strict({ id: Id, slug: Type.String(), name: Type.String(), role: RoleShape })),
})
export type Me = Static<typeof Me>

const sessionless = { who: 'anyone' } as const
const inPerson = { who: 'account', apiKey: false } as const

export const readSetup = route({
  id: 'setup.read',
  method: 'GET',
  path: '/setup',
  summary: 'Whether this house still waits for its first owner',
  access: sessionless,
  answer: Strict({ needed: Type.Boolean(), tokenNeeded: Type.Boolean(), apps: Type.Array(Type.String()) }),
})
/** One answer for the first paint. Never 401: a session that has ended reads as `me: null`. */
export const readWelcome = route({
  id: 'welcome.read',
  method: 'GET',
  path: '/welcome',
  summary: 'What the web app needs to open: setup, apps, the first space and who is asking',
  access: sessionless,
  answer: Strict({
    setup: Strict({ needed: Type.Boolean(), tokenNeeded: Type.Boolean() }),
    apps: Type.Array(Type.String()),
    firstSpace: Nullable(Strict({ slug: Type.String(), name: Type.String() })),
    me: Nullable(Me),
  }),
})
export const createSetup = route({
  id: 'setup.create',
  method: 'POST',
  path: '/setup',
  summary: 'The first owner and the first space, only while there is no account',
  access: sessionless,
  body: Strict({
    name: Line(100),
    email: Email,
    password: Password,
    spaceName: Line(100),
    /** Printed at start; needed from another machine. */
    token: Type.Optional(Type.String({ maxLength: 200 })),
  }),
  status: 201,
  answer: Me,
  limit: 'sign-in',
})

export const createSession = route({
  id: 'session.create',
  method: 'POST',
  path: '/session',
  summary: 'Sign in',
  access: sessionless,
  body: Strict({
    email: Type.String({ minLength: 1, maxLength: 254 }),
    password: Type.String({ minLength: 1, maxLength: 200 }),
    /** Of the authenticator app, or a recovery code. Without one an account that needs it gets 401 `code-needed`. */
    code: Type.Optional(Type.String({ maxLength: 20 })),
  }),
  status: 201,
  answer: Me,
  limit: 'sign-in',
})
export const deleteSession = route({
  id: 'session.delete',
  method: 'DELETE',
  path: '/session',
  summary: 'Sign out',
  access: inPerson,
  status: 204,
})
export const readMe = route({
  id: 'me.read',
  method: 'GET',
  path: '/me',
  summary: 'Who am I',
  access: { who: 'account' },
  answer: Me,
})
export const editMe = route({
  id: 'me.edit',
  method: 'PATCH',
  path: '/me',
  summary: 'Change my name',
  access: inPerson,
  body: Strict({ name: Line(100) }),
  answer: Me,
})
export const changePassword = route({
  id: 'password.change',
  method: 'PUT',
  path: '/me/password',
  summary: 'Change my password; all other sessions end',
  access: inPerson,
  body: Strict({ current: Type.String({ minLength: 1, maxLength: 200 }), next: Password }),
  status: 204,
  limit: 'sign-in',
})
export const startTwoFactor = route({
  id: 'two-factor.start',
  method: 'POST',
  path: '/me/two-factor',
  summary: 'A secret for an authenticator app; on once confirmed with a code',
  access: inPerson,
  body: Strict({ password: Type.String({ minLength: 1, maxLength: 200 }) }),
  status: 201,
  answer: Strict({
    secret: Type.String(),
    /** `otpauth://…`, for a QR code. */
    uri: Type.String(),
    /** Each signs in once instead of a code; shown this once, good as soon as two-factor is on. */
    recoveryCodes: Type.Array(Type.String()),
  }),
  limit: 'sign-in',
})
export const confirmTwoFactor = route({
  id: 'two-factor.confirm',
  method: 'PUT',
  path: '/me/two-factor',
  summary: 'Turn two-factor sign-in on; all other sessions end',
  access: inPerson,
  body: Strict({ code: Type.String({ minLength: 6, maxLength: 20 }) }),
  status: 204,
  limit: 'sign-in',
})
export const deleteTwoFactor = route({
  id: 'two-factor.delete',
  method: 'DELETE',
  path: '/me/two-factor',
  summary: 'Turn two-factor sign-in off; all other sessions end',
  access: inPerson,
  body: Strict({ password: Type.String({ minLength: 1, maxLength: 200 }) }),
  status: 204,
  limit: 'sign-in',
})
export const requestPasswordReset = route({
  id: 'password-reset.request',
  method: 'POST',
  path: '/password-resets',
  summary: 'Mail a reset link; answers the same whether or not the account exists',
  access: sessionless,
  body: Strict({ email: Email }),
  status: 202,
  answer: Strict({ mail: Type.Boolean() }),
  limit: 'mail',
})
export const resetPassword = route({
  id: 'password-reset.use',
  method: 'PUT',
  path: '/password-resets',
  summary: 'Set a new password with the token of a reset link; all sessions end',
  access: sessionless,
  body: Strict({ token: Type.String({ minLength: 20, maxLength: 200 }), password: Password }),
  status: 204,
  limit: 'sign-in',
})

export const Session = Strict({
  id: Id,
  current: Type.Boolean(),
  createdAt: Time,
  lastSeenAt: Time,
  address: Type.String(),
  /** The browser and system in words: "Firefox on Linux". */
  device: Type.String(),
})
export type Session = Static<typeof Session>
export const listSessions = route({
  id: 'session.list',
  method: 'GET',
  path: '/me/sessions',
  summary: 'My sessions, the newest first',
  access: inPerson,
  answer: Strict({ items: Type.Array(Session, { maxItems: 200 }) }),
})
export const endSession = route({
  id: 'session.end',
  method: 'DELETE',
  path: '/me/sessions/:id',
  summary: 'End one of my sessions',
  access: inPerson,
  params: Strict({ id: Id }),
  status: 204,
})
export const endOtherSessions = route({
  id: 'session.end-others',
  method: 'DELETE',
  path: '/me/sessions',
  summary: 'Sign out everywhere else',
  access: inPerson,
  status: 204,
})

export const ApiKey = Strict({
  id: Id,
  name: Type.String(),
  scopes: Type.Array(Type.String()),
  space: Nullable(Type.String()),
  createdAt: Time,
  expiresAt: Nullable(Time),
  lastUsedAt: Nullable(Time),
})
export type ApiKey = Static<typeof ApiKey>
export const listApiKeys = route({
  id: 'api-key.list',
  method: 'GET',
  path: '/api-keys',
  summary: 'My API keys, without their secrets',
  access: inPerson,
  answer: Strict({
    items: Type.Array(ApiKey, { maxItems: 100 }),
    /** Every scope of this house with a sentence about it. */
    scopes: Type.Record(Type.String(), Type.String()),
  }),
})
export const createApiKey = route({
  id: 'api-key.create',
  method: 'POST',
  path: '/api-keys',
  summary: 'Make an API key; it is shown this once',
  access: inPerson,
  body: Strict({
    name: Line(100),
    scopes: Type.Array(Type.String({ maxLength: 60 }), { minItems: 1, maxItems: 50, uniqueItems: true }),
    /** Slug of the one space it works in; all of mine when absent. */
    space: Type.Optional(Slug),
    expiresAt: Type.Optional(Nullable(Time)),
  }),
  status: 201,
  answer: Strict({ ...ApiKey.properties, key: Type.String() }),
})
export const deleteApiKey = route({
  id: 'api-key.delete',
  method: 'DELETE',
  path: '/api-keys/:id',
  summary: 'Revoke an API key',
  access: inPerson,
  params: Strict({ id: Id }),
  status: 204,
})

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

export const accountsContract = [
  readSetup,
  readWelcome,
  createSetup,
  createSession,
  deleteSession,
  readMe,
  editMe,
  changePassword,
  startTwoFactor,
  confirmTwoFactor,
  deleteTwoFactor,
  requestPasswordReset,
  resetPassword,
  listSessions,
  endSession,
  endOtherSessions,
  listApiKeys,
  createApiKey,
  deleteApiKey,
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
