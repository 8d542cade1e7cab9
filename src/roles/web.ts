import { type House, webRoot } from '../compose.ts'
import type { Health, Readiness } from '#platform/http/health-routes.ts'
import { type Http, openHttp } from '#platform/http/open-http.ts'

/** Answers requests. */
export async function startWeb({ platform, log, auth, idempotency, routes }: House): Promise<Http> {
  const { config, metrics } = platform
  const http = await openHttp({
    config,
    log,
    metrics,
    auth,
    idempotency,
    routes,
    readiness: readinessOf(platform),
    webRoot,
  })
  return http
}

/** Each dependency by name. A weak sandbox is told, and does not take the house out of service. */
function readinessOf(platform: House['platform']): Readiness {
  const answers = (part: { ping(): Promise<void> }) => async (): Promise<Health> => {
    await part.ping()
    return { state: 'ready' }
  }
  return {
    db: answers(platform.db),
    storage: answers(platform.storage),
    bus: answers(platform.bus),
    queue: async () => {
      await platform.queue.depth()
      return { state: 'ready' }
    },
    sandbox: async () => {
      const { strong, detail } = await platform.media.sandbox()
      return { state: strong ? 'ready' : 'degraded', detail }
    },
  }
}
