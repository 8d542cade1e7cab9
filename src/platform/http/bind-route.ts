import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import type { RouteContract } from '../../contract/route.ts'
import type { Actor, Standing } from '../auth/actor.ts'
import type { Auth } from '../auth/auth.ts'
import { Fault } from '../errors.ts'
import type { Log } from '../observability/log.ts'
import { checkAccess } from './access.ts'
import { ifMatchOf } from './etags.ts'
import type { BoundRoute, Call } from './handle.ts'
import type { Idempotency } from './idempotency.ts'
import { checkInput } from './input.ts'
import type { RateLimits } from './rate-limits.ts'
import { RawJson } from './raw-json.ts'

export type Binding = {
  auth: Pick<Auth, 'actor' | 'standing'>
  limits: RateLimits
  idempotency: Idempotency
  /** Refuses work that can wait while the process is overloaded. */
  overloaded(): boolean
}

/** Where a contract's route stands on the wire. */
export const pathOf = (contract: Pick<RouteContract, 'path' | 'bare'>): string =>
  contract.bare ? contract.path : `/api/v1${contract.path}`

const guest: Actor = { kind: 'guest' }
/** Health and doors answer when everything else is shed. */
const neverShed = new Set(['livez.read', 'readyz.read', 'session.create', 'welcome.read'])

/**
 * Registers one route: who knocks and whether they may come first, before a byte of the body is read; then the input, the work,
 * and the answer through the contract's shape.
 */
export function bindRoute(app: FastifyInstance, { contract, run }: BoundRoute, house: Binding): void {
  if (!contract.access) throw new Error(`The route ${contract.id} has no access: say who may knock`)
  const check = checkInput(contract)
  const inSpace = contract.path.includes('/:space')

  app.route({
    method: contract.method,
    url: pathOf(contract),
    bodyLimit: contract.bodyLimit ?? 256 * 1024,
    schema: contract.answer ? { response: { [contract.status ?? 200]: contract.answer as TSchema } } : {},
    async onRequest(request, reply) {
      if (!neverShed.has(contract.id) && house.overloaded())
        throw new Fault(
          'unavailable',
          'overloaded',
          'The house is very busy. Nothing was changed; try again in a few seconds.',
          {
            retryAfterSeconds: 5,
          },
        )
      request.actor =
        contract.bare && contract.access.who === 'anyone' ? guest : await house.auth.actor(request)
      await house.limits.request(contract, request.actor, request, reply)
      if (inSpace) request.standing = await house.auth.standing(request.actor, slugOf(request))
      checkAccess(contract, request.actor, request.standing)
    },
    async handler(request, reply) {
      const call = callOf(request, reply, check, contract.method === 'OPTIONS')
      await house.limits.account(contract, call.body)
      const key = request.headers['idempotency-key']
      const answer =
        contract.idempotent && typeof key === 'string' && request.actor.kind === 'account'
          ? await once(key, request.actor.accountId, call)
          : await run(call)
      return send(reply, contract, answer)
    },
  })

  async function once(key: string, who: string, call: Call): Promise<unknown> {
    const { url } = call.request
    const kept = await house.idempotency.once(
      { who, route: `${contract.id} ${url}`, key, body: call.body },
      async () => ({
        status: contract.status ?? 200,
        answer: await run(call),
      }),
    )
    return kept.answer
  }
}

function callOf(
  request: FastifyRequest,
  reply: FastifyReply,
  check: ReturnType<typeof checkInput>,
  free: boolean,
): Call {
  const standing = request.standing
  return {
    params: check('params', request.params),
    query: free ? undefined : check('query', request.query),
    body: check('body', request.body),
    actor: request.actor,
    get standing(): Standing {
      if (!standing) throw new Error('this route has no space')
      return standing
    },
    ifMatch: ifMatchOf(request.headers['if-match']),
    log: request.log as unknown as Log,
    request,
    reply,
  } as Call
}

function send(reply: FastifyReply, contract: RouteContract, answer: unknown): unknown {
  if (reply.sent || reply.raw.headersSent) return reply
  if (reply.statusCode === 200) reply.code(contract.status ?? 200)
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  if (answer instanceof RawJson) {
    if (answer.etag) reply.header('etag', answer.etag)
    return reply.type('application/json; charset=utf-8').send(answer.body)
  }
  if (!contract.answer) return reply.send()
  const { version } = (answer ?? {}) as { version?: unknown }
  if (typeof version === 'number') reply.header('etag', `"${version}"`)
  return reply.send(answer)
}

const slugOf = (request: FastifyRequest): string => (request.params as { space?: string }).space ?? ''
