import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { RouteContract } from '../../contract/route.ts'
import type { Actor, Standing } from '../auth/actor.ts'
import type { Auth } from '../auth/auth.ts'
import { narrowScope, runScoped, type Scope } from '../db/scope.ts'
import { Fault } from '../errors.ts'
import type { Log } from '../observability/log.ts'
import { checkAccess } from './access.ts'
import { openAnswer } from './answers.ts'
import { bodyInTime } from './bodies.ts'
import { contractFaults } from './contract-faults.ts'
import { ifMatchOf } from './etags.ts'
import type { BoundRoute, Call } from './handle.ts'
import type { Idempotency } from './idempotency.ts'
import { checkInput, type InputCheck } from './input.ts'
import type { RateLimits } from './rate-limits.ts'

export type Binding = {
  auth: Pick<Auth, 'actor' | 'standing' | 'endedCookie'>
  limits: RateLimits
  idempotency: Pick<Idempotency, 'once'>
  /** Whether work that can wait is to be refused. */
  overloaded(): boolean
}

/** Where a contract's route stands on the wire. */
export const pathOf = (contract: Pick<RouteContract, 'path' | 'bare'>): string =>
  contract.bare ? contract.path : `/api/v1${contract.path}`

/** Registers every route. Throws when a contract has faults or two routes share a name or a place. */
export function bindRoutes(app: FastifyInstance, routes: readonly BoundRoute[], house: Binding): void {
  const taken = new Set<string>()
  const faults: string[] = []
  for (const { contract } of routes) {
    faults.push(...contractFaults(contract))
    for (const name of [contract.id, `${contract.method} ${pathOf(contract)}`]) {
      if (taken.has(name)) faults.push(`two routes are called ${name}`)
      taken.add(name)
    }
  }
  if (faults.length > 0) throw new Error(`The routes have faults: ${faults.join('; ')}`)
  for (const route of routes) bindRoute(app, route, house)
}

const defaultBodyLimit = 256 * 1024
const guest: Actor = { kind: 'guest' }
const bodyless = new Set(['GET', 'HEAD', 'OPTIONS'])
/** Health and the door answer when everything else is shed. */
const neverShed = new Set(['livez.read', 'readyz.read', 'session.create', 'welcome.read'])

/** Who knocks, and whether they may come in, before a byte of the body is read; then the input, the work and the answer. */
function bindRoute(app: FastifyInstance, { contract, run }: BoundRoute, house: Binding): void {
  const { id, method, access, idempotent } = contract
  const check = checkInput(contract)
  const answer = openAnswer(contract)
  const sheds = !neverShed.has(id)
  const inSpace = contract.path.includes('/:space')
  const unnamed = contract.bare === true && access.who === 'anyone'
  const sameForGuests = method === 'GET' && access.who === 'guest' && contract.answer !== undefined

  app.route({
    method,
    url: pathOf(contract),
    bodyLimit: contract.bodyLimit ?? defaultBodyLimit,
    config: { form: contract.form ?? false },
    ...(bodyless.has(method) ? {} : { preParsing: bodyInTime() }),
    onRequest(request, reply) {
      request.scope = { accountId: null, spaceId: null }
      return runScoped(request.scope, () => enter(request, reply))
    },
    // A body arrives from outside of any scope, so that the work has to be put back into its own.
    handler: (request, reply) => runScoped(request.scope, () => work(request, reply)),
  })

  async function enter(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (sheds && house.overloaded()) throw overloaded()
    request.actor = unnamed ? guest : await whoKnocks(access, request, reply, house.auth)
    if (request.actor.kind === 'account') stand(request.scope, request.actor)
    await house.limits.request(contract, request.actor, request.ip, reply)
    if (inSpace) request.standing = await house.auth.standing(request.actor, slugOf(request))
    checkAccess(contract, request.actor, request.standing)
    if (request.standing) narrowScope(request.standing.space.id)
  }

  async function work(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const call = new RouteCall(request, reply, check, method)
    if (contract.limit) await house.limits.account(contract, call.body)
    const key = idempotent ? request.headers['idempotency-key'] : undefined
    const said = key === undefined ? await run(call) : await once(String(key), call)
    if (sameForGuests && request.actor.kind === 'guest') keepForGuests(reply)
    return answer.send(request, reply, said)
  }

  async function once(key: string, call: Call): Promise<unknown> {
    const { actor, request, body } = call
    if (actor.kind === 'guest') throw new Error('idempotent routes are for accounts')
    const ask = { who: actor.accountId, route: `${id} ${request.url}`, key, body }
    return house.idempotency.once(ask, () => run(call))
  }
}

/** A session that has ended takes its cookie along. Doors open to anyone stay open: one of them is where to come in again. */
async function whoKnocks(
  access: RouteContract['access'],
  request: FastifyRequest,
  reply: FastifyReply,
  auth: Binding['auth'],
): Promise<Actor> {
  try {
    return await auth.actor(request)
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'session-ended') throw error
    if (access.who === 'anyone') return guest
    reply.header('set-cookie', auth.endedCookie)
    throw error
  }
}

/** On whose behalf the request is answered. */
function stand(scope: Scope, actor: Exclude<Actor, { kind: 'guest' }>): void {
  scope.accountId = actor.accountId
  if (actor.via === 'api-key') scope.apiKeyId = actor.apiKeyId
}

/** A class, because its getter costs nothing on each request as it would on an object. */
class RouteCall implements Call {
  readonly params: undefined
  readonly query: undefined
  readonly body: undefined
  readonly actor: Actor
  readonly ifMatch: string | null
  readonly request: FastifyRequest
  readonly reply: FastifyReply

  constructor(request: FastifyRequest, reply: FastifyReply, check: InputCheck, method: string) {
    this.params = check('params', request.params) as undefined
    // Whoever asks what a route takes may ask with any query.
    this.query = method === 'OPTIONS' ? undefined : (check('query', request.query) as undefined)
    this.body = check('body', request.body) as undefined
    this.actor = request.actor
    this.ifMatch = ifMatchOf(request.headers['if-match'])
    this.request = request
    this.reply = reply
  }

  get standing(): Standing {
    const { standing } = this.request
    if (!standing) throw new Error('this route has no space')
    return standing
  }

  get log(): Log {
    return this.request.log as unknown as Log
  }
}

/** nginx in front may give every guest the same answer for a second (deploy/nginx/longhouse-fleet.conf). What is left to one is not said. */
function keepForGuests(reply: FastifyReply): void {
  reply.header('x-accel-expires', 1)
  for (const header of ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'])
    reply.removeHeader(header)
}

const slugOf = (request: FastifyRequest): string => (request.params as { space?: string }).space ?? ''

const overloaded = () =>
  new Fault(
    'unavailable',
    'overloaded',
    'The house is very busy. Nothing was changed; try again in a few seconds.',
    { retryAfterSeconds: 5 },
  )
