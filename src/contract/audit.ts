import { type Static, Type } from 'typebox'
import { route } from './route.ts'
import { Id, Nullable, Page, PageQuery, Person, SpaceParams, Strict, Time } from './shapes.ts'

/** The audit log of a space over HTTP: who did what to which thing. */

const Action = Type.String({ maxLength: 80, pattern: '^[a-z0-9.-]+$' })

/** Who acts without an account: the house by itself, or whatever sends a stream with the key of a channel. */
export const unnamedActors = ['house', 'encoder'] as const

export const AuditEntry = Strict({
  id: Id,
  at: Time,
  actor: Strict({
    kind: Type.Enum(['account', 'api-key', ...unnamedActors]),
    /** Whose key it was, where the kind is `api-key`. */
    account: Nullable(Person),
  }),
  action: Type.String(),
  /** The same as a sentence without its subject: `changed the role from member to admin`. */
  words: Type.String(),
  subject: Strict({
    kind: Type.String(),
    /** Null for what has no id of its own. */
    id: Nullable(Type.String()),
    /** As it was called then. */
    name: Type.String(),
    /** Whether it can still be found in this space. */
    there: Type.Boolean(),
  }),
  details: Type.Record(Type.String(), Type.String()),
})
export type AuditEntry = Static<typeof AuditEntry>

export const listAudit = route({
  id: 'audit.list',
  method: 'GET',
  path: '/spaces/:space/audit',
  summary: 'Who did what in this space, newest first',
  access: { who: 'admin', scope: 'audit:read' },
  params: SpaceParams,
  query: Strict({
    ...PageQuery,
    /** An account, or `house` or `encoder`. */
    actor: Type.Optional(Type.Union([Id, Type.Enum([...unnamedActors])])),
    action: Type.Optional(Action),
    /** The id of what it was done to. */
    subject: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
    /** From this time on, and before that one. */
    from: Type.Optional(Time),
    to: Type.Optional(Time),
  }),
  answer: Page(AuditEntry),
})

export const listAuditActions = route({
  id: 'audit.actions',
  method: 'GET',
  path: '/spaces/:space/audit/actions',
  summary: 'Everything that this house writes into the audit log',
  access: { who: 'admin', scope: 'audit:read' },
  params: SpaceParams,
  answer: Strict({
    items: Type.Array(
      Strict({
        action: Type.String(),
        /** With `{names}` where an entry has its details. */
        words: Type.String(),
      }),
      { maxItems: 500 },
    ),
  }),
})
