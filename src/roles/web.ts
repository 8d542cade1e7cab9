import { type House, webRoot } from '../compose.ts'
import type { Readiness } from '#platform/http/health-routes.ts'
import { type Http, openHttp } from '#platform/http/open-http.ts'

/** Answers requests. `figures` are what /metrics says. */
export function startWeb(
  { platform, shared, log, auth, idempotency, routes, apps }: House,
  { readiness, figures }: { readiness: Readiness; figures: () => Promise<string> },
): Promise<Http> {
  const { config, metrics, bus } = platform
  return openHttp({
    config,
    log,
    metrics,
    shared,
    bus,
    auth,
    idempotency,
    routes,
    readiness,
    figures,
    webRoot,
    rawDoors: apps.flatMap(({ opened }) => opened.rawDoors ?? []),
  })
}
