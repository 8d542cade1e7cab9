import type { FastifyInstance } from 'fastify'

/** Other origins that may use the API from a browser: those of `CORS_ORIGINS`, with keys rather than cookies. */
export function cors(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers
    reply.header('vary', 'Origin')
    if (!origin || !origins.includes(origin)) return
    reply.header('access-control-allow-origin', origin)
    reply.header(
      'access-control-expose-headers',
      'ETag, Retry-After, X-Request-Id, Upload-Offset, Upload-Length, Tus-Resumable, Location',
    )
    if (request.method !== 'OPTIONS') return
    await reply
      .code(204)
      .headers({
        'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
        'access-control-allow-headers':
          'Authorization, Content-Type, If-Match, Idempotency-Key, Tus-Resumable, Upload-Offset, Upload-Length, Range',
        'access-control-max-age': 86_400,
      })
      .send()
  })
}
