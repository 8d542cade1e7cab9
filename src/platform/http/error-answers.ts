import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { toProblem } from './errors.ts'

/**
 * With this header whoever stands in front says that a request whose connection breaks goes to another process. That one may reach
 * the database when this one does not, and any status would end the search: 503 is also said of too much to do, which is not to be done twice.
 */
const passesOn = 'x-longhouse-passes-on'

/** Every error leaves as problem+json; what was not foreseen is logged with its cause, which stays here. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => answer(error, request, reply))
}

/** Addresses that cannot be read fail before any route or hook. */
export const answerUnreadable = (error: unknown, request: FastifyRequest, reply: FastifyReply): void =>
  answer(error, request, reply)

function answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { status, problem, retryAfterSeconds, unexpected } = toProblem(error, request.id)
  if (problem.code === 'db-away' && request.headers[passesOn] !== undefined) {
    void reply.hijack()
    request.raw.socket.destroy()
    return
  }
  if (unexpected) request.log.error({ err: error, url: pathOnly(request.url) }, 'request failed')
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds)
  // Set by a handler for the answer that is not sent.
  for (const header of ['etag', 'location', 'content-encoding', 'content-disposition'])
    reply.removeHeader(header)
  void reply
    .code(status)
    .header('cache-control', 'no-store')
    .header('content-type', 'application/problem+json')
    // Bytes rather than text: the type of a problem takes no charset (RFC 9457).
    .send(Buffer.from(JSON.stringify(problem)))
}

/** Signed paths and cursors stay out of the log. */
const pathOnly = (url: string) => url.split('?')[0]!.replace(/^\/media\/[^/]+/, '/media/…')
