import type { Static, TObject, TSchema } from 'typebox'
import type { Role } from './shapes.ts'

/**
 * A route as data: what it is called, who may knock, what goes in and what comes out.
 * The server binds it with `handle`, the web app calls it with `call`, OpenAPI and the access matrix are made from it.
 */
export type RouteContract = {
  /** Unique, `<noun>.<verb>`: `clip.list`. The OpenAPI operationId. */
  id: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS'
  /** Below `/api/v1` unless `bare`. Parameters as `:name`. */
  path: string
  /** The path is served as it stands, outside `/api/v1` (health, media, uploads). */
  bare?: true
  summary: string
  access: Access
  params?: TObject
  query?: TObject
  body?: TObject
  /** Takes what web forms and mail programs send in place of JSON. Nothing in it is read. */
  form?: true
  /** Bytes of body that are read before 413. Default 256 KiB. */
  bodyLimit?: number
  status?: 200 | 201 | 202 | 204
  /** Absent when the answer is not JSON (bytes, SSE, nothing). */
  answer?: TSchema
  /** Takes `Idempotency-Key`: every POST that creates. */
  idempotent?: true
  /** Named stricter limit; the default one covers all routes. */
  limit?: 'sign-in' | 'mail' | 'link' | 'upload' | 'media'
}

/**
 * Who may knock at a route, before any object is read. What they may do with one object is the policy of its app.
 * - `anyone`: also without a session.
 * - `account`: signed in; `apiKey: false` refuses keys (sessions, passwords, keys themselves).
 * - `guest`: in a space, also without membership; the policy of each object decides (public clips).
 * - a role: at least that role in the space of `:space`. Strangers get 404, members below the role 403.
 */
export type Access =
  | { who: 'anyone' }
  | { who: 'account'; apiKey?: false }
  | { who: 'guest'; scope: string }
  | { who: Role; scope: string; apiKey?: false }

export const route = <const R extends RouteContract>(contract: R): R => contract

type Shape<S> = S extends TSchema ? Static<S> : undefined
export type ParamsOf<R extends RouteContract> = Shape<R['params']>
export type QueryOf<R extends RouteContract> = Shape<R['query']>
export type BodyOf<R extends RouteContract> = Shape<R['body']>
export type AnswerOf<R extends RouteContract> = Shape<R['answer']>
