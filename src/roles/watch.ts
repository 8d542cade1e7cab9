import type { House } from '../compose.ts'
import type { Readiness } from '#platform/http/health-routes.ts'
import { openHealth } from '#platform/http/open-health.ts'
import type { Http } from '#platform/http/open-http.ts'

/** Health and figures of a process that answers nothing else, or streams alone, for supervisors and Prometheus. */
export function startWatch(
  { platform, log, apps }: House,
  { readiness, figures, near }: { readiness: Readiness; figures: () => Promise<string>; near: boolean },
): Http {
  const { config } = platform
  // Beside processes that have the port, one of its own, for them alone.
  const place = near ? { ...config, host: '127.0.0.1', port: 0 } : config
  const takesStreams = config.roles.includes('live')
  const rawDoors = takesStreams ? apps.flatMap(({ opened }) => opened.rawDoors ?? []) : []
  return openHealth({ config: place, log, readiness, figures, rawDoors })
}
