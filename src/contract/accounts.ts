import { type Static, Type } from 'typebox'
import { route } from './route.ts'
import { Email, Id, Line, Nullable, Password, RoleShape, Slug, Strict, Time } from './shapes.ts'

/** Accounts, sessions and API keys over HTTP. */

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
]
