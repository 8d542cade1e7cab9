import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import type { Actor } from '../../src/platform/auth/actor.ts'
import { Fault, type Kind } from '../../src/platform/errors.ts'
import type { BoundRoute, Call } from '../../src/platform/http/handle.ts'

const statuses: Record<Kind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  stale: 412,
  'too-large': 413,
  unsupported: 415,
  unprocessable: 422,
  'precondition-required': 428,
  limited: 429,
  unavailable: 503,
  full: 507,
}

/** A bare Fastify with bare routes bound to it, for parts of the http floor tested without the whole server. */
export function bindRoutes(
  routes: readonly BoundRoute[],
  actor: (request: FastifyRequest) => Actor = () => ({ kind: 'guest' }),
): FastifyInstance {
  const app = Fastify({ exposeHeadRoutes: false })
  app.addContentTypeParser('application/offset+octet-stream', (_request, _payload, done) => done(null))
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('x-part-of-the-house', 'yes')
  })
  app.setErrorHandler((error, request, reply) => {
    const known = error instanceof Fault
    const status = known ? statuses[error.kind] : ((error as { statusCode?: number }).statusCode ?? 500)
    const problem = {
      status,
      code: known ? error.code : 'other',
      detail: String(error),
      requestId: request.id,
    }
    return reply.code(status).type('application/problem+json').send(JSON.stringify(problem))
  })
  for (const { contract, run } of routes)
    app.route({
      method: contract.method,
      url: contract.path,
      schema: contract.params ? { params: contract.params } : {},
      handler: async (request, reply) => {
        const { params, query, body, log } = request
        const asked = actor(request)
        if (contract.access.who === 'account' && asked.kind === 'guest')
          throw new Fault('unauthenticated', 'signed-out', 'Sign in first.')
        const call = {
          params,
          query,
          body,
          log,
          request,
          reply,
          ifMatch: null,
          actor: asked,
        } as unknown as Call
        const answer = await run(call)
        if (!reply.sent) reply.code(contract.status ?? 204).send(answer)
        return reply
      },
    })
  return app
}
