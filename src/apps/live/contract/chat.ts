import { type Static, Type } from 'typebox'
import { Id, Line, Nullable, Strict, Time } from '../../../contract/shapes.ts'

export const ChatBody = Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' })

/** A member by account, a guest by the name they chose. */
export const ChatAuthor = Strict({
  /** Null for guests. */
  id: Nullable(Id),
  name: Type.String(),
  role: Type.Enum(['guest', 'member', 'moderator']),
})
export type ChatAuthor = Static<typeof ChatAuthor>

export const ChatMessage = Strict({
  id: Id,
  author: ChatAuthor,
  body: Type.String(),
  createdAt: Time,
  /** Seconds since the event went live; null outside of one. */
  at: Nullable(Type.Number()),
  /** Written by the asker. */
  own: Type.Boolean(),
})
export type ChatMessage = Static<typeof ChatMessage>

/** Who writes comes from the session. `guestName` only without one, where guests may write. */
export const NewChatMessage = Strict({ body: ChatBody, guestName: Type.Optional(Line(40)) })
export type NewChatMessage = Static<typeof NewChatMessage>

/** Keeps a person out of the chat of one channel: whoever wrote `messageId`, a guest by browser and address. */
export const NewBan = Strict({
  messageId: Id,
  /** Null: until it is lifted. */
  minutes: Nullable(Type.Integer({ minimum: 1, maximum: 43_200 })),
  /** Takes everything away that they wrote here in the last day. */
  removeMessages: Type.Optional(Type.Boolean()),
})
export type NewBan = Static<typeof NewBan>

export const Ban = Strict({
  id: Id,
  name: Type.String(),
  guest: Type.Boolean(),
  until: Nullable(Time),
  createdAt: Time,
  by: Type.String(),
})
export type Ban = Static<typeof Ban>
