import { type Static, type TObject, type TProperties, type TSchema, Type } from 'typebox'

/** Shapes that every contract shares. Runs anywhere. Every string and list has a bound. */

/** A UUIDv7 as text: sorts by the time it was made. */
export const Id = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
  minLength: 36,
  maxLength: 36,
})
/** ISO 8601, UTC, milliseconds: `2026-11-21T04:05:06.789Z`. */
export const Time = Type.String({ format: 'date-time', maxLength: 40 })
export const Slug = Type.String({ pattern: '^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$', maxLength: 40 })
export const Email = Type.String({ format: 'email', maxLength: 254 })
export const Password = Type.String({ minLength: 10, maxLength: 200 })
/** One line that a person typed as a name or title. */
export const Line = (maxLength = 200) => Type.String({ minLength: 1, maxLength, pattern: '\\S' })
/** Text of any number of lines. */
export const Text = (maxLength = 20_000) => Type.String({ maxLength })
export const Nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()])

export const roles = ['member', 'operator', 'admin', 'owner'] as const
export type Role = (typeof roles)[number]
export const RoleShape = Type.Enum([...roles])

export const visibilities = ['public', 'members', 'private'] as const
export type Visibility = (typeof visibilities)[number]
export const VisibilityShape = Type.Enum([...visibilities])

/** An object whose unknown fields are refused. */
export const Strict = <P extends TProperties>(properties: P): TObject<P> =>
  Type.Object(properties, { additionalProperties: false })

export const SpaceParams = Strict({ space: Slug })
export const SpaceItemParams = Strict({ space: Slug, id: Id })

/** `?limit=&cursor=` of every list. */
export const PageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 400 })),
}
export const Page = <S extends TSchema>(item: S) =>
  Strict({ items: Type.Array(item), nextCursor: Nullable(Type.String()) })
export type Page<T> = { items: T[]; nextCursor: string | null }

export const Person = Strict({ id: Id, name: Type.String() })
export type Person = Static<typeof Person>

/** RFC 9457 `application/problem+json`, the body of every error. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String(),
  detail: Type.String(),
  requestId: Type.String(),
  errors: Type.Optional(Type.Array(Strict({ path: Type.String(), message: Type.String() }))),
})
export type Problem = Static<typeof Problem>
