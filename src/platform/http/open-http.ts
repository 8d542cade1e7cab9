import { setTimeout as pause } from 'node:timers/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Auth } from '../auth/auth.ts'
import { cookieName } from '../auth/cookies.ts'
import type { Bus } from '../bus/bus.ts'
import type { Config } from '../config/config.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { Shared } from '../redis/redis.ts'
import { bindRoutes } from './bind-route.ts'
import { takeBodies } from './bodies.ts'
import { cors } from './cors.ts'
import { answerErrors } from './error-answers.ts'
import { openStreams } from './events.ts'
import type { BoundRoute } from './handle.ts'
import { healthRoutes, type Readiness } from './health-routes.ts'
import type { Idempotency } from './idempotency.ts'
import { apiReference } from './openapi-routes.ts'
import { openRateLimits } from './open-rate-limits.ts'
import { type RawDoor, standBefore } from './raw-door.ts'
import { requestRecords } from './request-records.ts'
import { secureAnswers } from './security-headers.ts'
import { serverOptions } from './server-options.ts'
import { openShedding } from './shedding.ts'
import { openEarlyFetches } from './early-fetches.ts'
import { webFiles } from './web-files.ts'
import './fastify-types.ts'

export type Http = {
  readonly app: FastifyInstance
  /** Resolves with the address once requests are taken. */
  listen(): Promise<string>
  /**
   * For `drainSeconds` of the configuration: `/readyz` says 503 and each answer ends its connection, so that whoever stands in front
   * goes elsewhere, while everything that still comes is answered. Streams end, and their readers come back by themselves.
   */
  drain(): Promise<void>
  /** Takes nothing more; resolves when what is at work has been answered, after `graceSeconds` at the latest. */
  close(graceSeconds: number): Promise<void>
}

/** The server: every route of the contracts, health, the API reference and the web app. */
export async function openHttp(house: {
  config: Config
  log: Logger
  metrics: Metrics
  shared: Shared
  bus: Pick<Bus, 'onMissed'>
  auth: Pick<Auth, 'actor' | 'standing' | 'watch' | 'endedCookie' | 'firstSpace'>
  idempotency: Idempotency
  routes: readonly BoundRoute[]
  readiness: Readiness
  /** What /metrics says, when that is more than the figures of this process. */
  figures?: () => Promise<string>
  /** Folder of the built web app. */
  webRoot: string
  rawDoors?: readonly RawDoor[]
}): Promise<Http> {
  const { config, metrics, auth, idempotency } = house
  let stopping = false
  const app = Fastify(serverOptions(house)) as unknown as FastifyInstance
  const shedding = openShedding(metrics)
  const streams = openStreams(auth)
  // Who listens may have missed something: readers come back by themselves and read afresh.
  const unfollow = house.bus.onMissed(() => streams.endAll())
  app.decorate('openStreams', streams)
  app.decorateRequest('actor')
  app.decorateRequest('standing', null)
  app.decorateRequest('scope')

  secureAnswers(app, config, () => stopping)
  cors(app, config.corsOrigins)
  requestRecords(app, house.log, metrics)
  answerErrors(app)
  takeBodies(app)
  const { metricsToken } = config
  const routes = [
    ...house.routes,
    ...healthRoutes({
      readiness: house.readiness,
      figures: house.figures ?? (() => metrics.registry.metrics()),
      metricsToken,
      stopping: () => stopping,
    }),
  ]
  const limits = await openRateLimits(config.rateLimit, house.shared)
  bindRoutes(app, routes, { auth, limits, idempotency, overloaded: shedding.overloaded })
  apiReference(
    app,
    routes.map((route) => route.contract),
    { url: config.publicUrl, version: '1', sessionCookie: cookieName(config) },
  )
  await webFiles(app, house.webRoot, openEarlyFetches(house.webRoot, auth.firstSpace))
  shedding.standBefore(app.server)
  const { rawDoors = [] } = house
  standBefore(app.server, rawDoors)

  return {
    app,
    listen: () => app.listen({ port: config.port, host: config.host, backlog: 4096 }),
    async drain() {
      stopping = true
      streams.endAll()
      for (const door of rawDoors) door.drain()
      await pause(config.drainSeconds * 1000)
    },
    async close(graceSeconds) {
      stopping = true
      unfollow()
      streams.endAll()
      for (const door of rawDoors) door.drain()
      // A connection whose last answer has left while we wait would else stay open for as long as its client likes.
      const idle = setInterval(() => app.server.closeIdleConnections(), 50)
      const cut = setTimeout(() => app.server.closeAllConnections(), graceSeconds * 1000)
      await app.close()
      clearTimeout(cut)
      clearInterval(idle)
      shedding.close()
    },
  }
}
