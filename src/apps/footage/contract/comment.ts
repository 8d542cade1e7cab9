import { type Static, Type } from 'typebox'
import { Id, Line, Nullable, Person, Strict, Time } from '../../../contract/shapes.ts'

export const NewComment = Strict({
  body: Line(4000),
  /** Seconds into the clip that the comment is about. */
  at: Type.Optional(Nullable(Type.Number({ minimum: 0, maximum: 1_000_000 }))),
})
export type NewComment = Static<typeof NewComment>

export const Comment = Strict({
  id: Id,
  body: Type.String(),
  at: Nullable(Type.Number()),
  author: Person,
  createdAt: Time,
  may: Strict({ delete: Type.Boolean() }),
})
export type Comment = Static<typeof Comment>
