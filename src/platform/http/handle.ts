import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AnswerOf, BodyOf, ParamsOf, QueryOf, RouteContract } from '../../contract/route.ts'
import type { Actor, Standing } from '../auth/actor.ts'
import type { Log } from '../observability/log.ts'
import type { RawJson } from './raw-json.ts'

/** What a handler gets: checked input, who asks, and where they stand. */
export type Call<R extends RouteContract = RouteContract> = AnyCall & {
  params: ParamsOf<R>
  query: QueryOf<R>
  body: BodyOf<R>
}

/** What every call has, whatever its contract. */
export type AnyCall = {
  actor: Actor
  /** For routes with `:space`; reading it elsewhere throws. */
  standing: Standing
  /** The version inside `If-Match`, null without the header. */
  ifMatch: string | null
  log: Log
  request: FastifyRequest
  reply: FastifyReply
}

/** A route contract bound to its handler. */
export type BoundRoute = { contract: RouteContract; run: (call: Call) => Promise<unknown> }

/**
 * Binds a contract to its handler. The returned object is serialised through `contract.answer`, so a field that is not
 * in the contract never leaves. A handler without `answer` writes to `reply` itself (see `sse.ts`, `ranges.ts`) or
 * returns undefined for 204. `RawJson` is sent as it is: for answers that are kept serialised.
 */
export function handle<const R extends RouteContract>(
  contract: R,
  run: (call: Call<R>) => Promise<AnswerOf<R> | RawJson | undefined> | AnswerOf<R> | RawJson | undefined,
): BoundRoute {
  return { contract, run: run as unknown as BoundRoute['run'] }
}
