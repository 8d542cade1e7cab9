import type { House } from '../compose.ts'
import type { Readiness } from '#platform/http/health-routes.ts'
import { openHealth } from '#platform/http/open-health.ts'
import type { Http } from '#platform/http/open-http.ts'

/** Health and figures of a process that answers nothing else, for supervisors and Prometheus. */
export function startWatch(
  { platform, log }: House,
  { readiness, figures }: { readiness: Readiness; figures: () => Promise<string> },
): Http {
  return openHealth({ config: platform.config, log, readiness, figures })
}
