import { setTimeout as pause } from 'node:timers/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import { bindRoutes } from './bind-route.ts'
import { answerErrors } from './error-answers.ts'
import { healthRoutes, type Readiness } from './health-routes.ts'
import type { Http } from './open-http.ts'
import { type RawDoor, standBefore } from './raw-door.ts'
import { secureAnswers } from './security-headers.ts'
import { serverOptions } from './server-options.ts'
import './fastify-types.ts'

type HealthConfig = Pick<
  Config,
  'host' | 'port' | 'secure' | 'cdnUrl' | 'metricsToken' | 'trustProxy' | 'drainSeconds'
>

/** `/livez`, `/readyz` and `/metrics`, and what `rawDoors` answer, on the port of this process. Nobody is counted, known or refused here. */
export function openHealth(house: {
  config: HealthConfig
  log: Logger
  readiness: Readiness
  figures: () => Promise<string>
  /** What else is answered here: media of a process that takes streams. */
  rawDoors?: readonly RawDoor[]
}): Http {
  const { config, log, readiness, figures, rawDoors = [] } = house
  let stopping = false
  const app = Fastify(serverOptions({ config, log })) as unknown as FastifyInstance
  app.decorateRequest('actor')
  app.decorateRequest('standing', null)
  app.decorateRequest('scope')
  secureAnswers(app, config, () => stopping)
  answerErrors(app)
  const { metricsToken } = config
  bindRoutes(app, healthRoutes({ readiness, figures, metricsToken, stopping: () => stopping }), {
    auth: { actor: async () => ({ kind: 'guest' }), standing: async () => null, endedCookie: '' },
    limits: { request: async () => {}, account: async () => {} },
    idempotency: { once: (_ask, work) => work() },
    overloaded: () => false,
  })
  standBefore(app.server, rawDoors)
  return {
    app,
    listen: () => app.listen({ port: config.port, host: config.host }),
    async drain() {
      stopping = true
      for (const door of rawDoors) door.drain()
      await pause(config.drainSeconds * 1000)
    },
    close: () => app.close(),
  }
}
