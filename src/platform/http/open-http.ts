import type { IncomingMessage } from 'node:http'
import { constants } from 'node:zlib'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Auth } from '../auth/auth.ts'
import { cookieName } from '../auth/cookies.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config/config.ts'
import { newId } from '../ids.ts'
import type { Metrics } from '../observability/metrics.ts'
import { bindRoute, pathOf } from './bind-route.ts'
import { cors } from './cors.ts'
import { toProblem } from './errors.ts'
import { openStreams } from './events.ts'
import type { BoundRoute } from './handle.ts'
import { healthRoutes, type Readiness } from './health-routes.ts'
import type { Idempotency } from './idempotency.ts'
import { apiReference } from './openapi-routes.ts'
import { lazySerializer } from './lazy-serializer.ts'
import { openRateLimits } from './rate-limits.ts'
import { requestMetrics } from './request-metrics.ts'
import { embedHeaders, securityHeaders } from './security-headers.ts'
import { openShedding } from './shedding.ts'
import { webFiles } from './web-files.ts'
import './fastify-types.ts'

export type Http = {
  readonly app: FastifyInstance
  /** Resolves with the address once requests are taken. */
  listen(): Promise<string>
  /** Not ready → drain for up to `graceSeconds` → closed. */
  close(graceSeconds: number): Promise<void>
}

/** The server: every route of the contracts, health, the API reference and the web app. */
export async function openHttp(house: {
  config: Config
  log: Logger
  metrics: Metrics
  clock: Clock
  auth: Auth
  idempotency: Idempotency
  routes: readonly BoundRoute[]
  readiness: Readiness
  /** Folder of the built web app. */
  webRoot: string
}): Promise<Http> {
  const { config, log, metrics, auth } = house
  let stopping = false
  const app = Fastify({
    loggerInstance: log,
    disableRequestLogging: true,
    trustProxy: config.trustProxy.length > 0 ? [...config.trustProxy] : false,
    genReqId: (request: IncomingMessage) => saneId(request.headers['x-request-id']) ?? newId(),
    requestIdHeader: false,
    bodyLimit: 256 * 1024,
    exposeHeadRoutes: false,
    // Above nginx's 60 s, so that it never sends into a connection that is being closed.
    keepAliveTimeout: 75_000,
    requestTimeout: 0,
    routerOptions: { maxParamLength: 400, ignoreTrailingSlash: false },
    forceCloseConnections: 'idle',
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
  } as Parameters<typeof Fastify>[0]) as unknown as FastifyInstance
  const shedding = openShedding(metrics)
  const streams = openStreams(auth)
  app.decorate('openStreams', streams)
  app.decorateRequest('actor')
  app.decorateRequest('standing', null)
  app.setSerializerCompiler(lazySerializer)
  app.setValidatorCompiler(() => () => true)

  const headers = securityHeaders(config)
  const embeds = embedHeaders(headers)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(request.url.startsWith('/embed/') ? embeds : headers)
    reply.header('x-request-id', request.id)
    if (stopping) reply.header('connection', 'close')
  })
  cors(app, config.corsOrigins)
  requestMetrics(app, metrics)
  await app.register((await import('@fastify/compress')).default, {
    global: true,
    globalDecompression: false,
    threshold: 1024,
    customTypes: /^application\/(json|problem\+json)/,
    encodings: ['br', 'gzip'],
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } },
  })
  app.setErrorHandler((error, request, reply) => {
    const { status, problem, retryAfterSeconds, unexpected } = toProblem(error, request.id)
    if (unexpected) request.log.error({ err: error, url: pathOnly(request.url) }, 'request failed')
    if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds)
    void reply
      .code(status)
      .header('cache-control', 'no-store')
      .type('application/problem+json')
      .serializer(JSON.stringify)
      .send(problem)
  })
  app.addContentTypeParser('application/offset+octet-stream', (_request, _payload, done) => done(null))
  // A DELETE or POST without a body often still says that it is JSON.
  app.removeContentTypeParser('application/json')
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else void parse(request, body as string, done)
  })

  const health = healthRoutes({
    readiness: house.readiness,
    metrics,
    metricsToken: config.metricsToken,
    stopping: () => stopping,
  })
  const routes = [...house.routes, ...health]
  const binding = {
    auth,
    limits: openRateLimits(),
    idempotency: house.idempotency,
    overloaded: () => shedding.overloaded(),
  }
  const seen = new Set<string>()
  for (const route of routes) {
    const name = `${route.contract.method} ${pathOf(route.contract)}`
    if (seen.has(name) || seen.has(route.contract.id))
      throw new Error(`Two routes are called ${name} (${route.contract.id})`)
    seen.add(name).add(route.contract.id)
    bindRoute(app, route, binding)
  }
  apiReference(
    app,
    routes.map((route) => route.contract),
    { url: config.publicUrl, version: '1', sessionCookie: cookieName(config) },
  )
  await webFiles(app, house.webRoot)

  return {
    app,
    listen: () => app.listen({ port: config.port, host: config.host, backlog: 4096 }),
    async close(graceSeconds) {
      stopping = true
      streams.endAll()
      const cut = setTimeout(() => app.server.closeAllConnections(), graceSeconds * 1000)
      await app.close()
      clearTimeout(cut)
      shedding.close()
    },
  }
}

const saneId = (given: string | string[] | undefined): string | null =>
  typeof given === 'string' && /^[A-Za-z0-9._-]{8,64}$/.test(given) ? given : null

/** Signed paths and cursors stay out of the log. */
const pathOnly = (url: string) => url.split('?')[0]!.replace(/^\/media\/[^/]+/, '/media/…')
