import { ApiProblem } from '../../api.ts'

export type HealthState = 'ready' | 'degraded' | 'down'
export type House = {
  status: HealthState
  dependencies: Record<string, { state: HealthState; detail?: string }>
}

/** What `/readyz` says. A house that is down answers 503 with the same body: that is news, not a failure. */
export async function readHealth(signal: AbortSignal): Promise<House> {
  const response = await fetch('/readyz', { signal })
  const said = (await response.json().catch(() => null)) as House | null
  if (said?.dependencies) return said
  throw new ApiProblem({
    status: response.status,
    code: 'no-health',
    detail: 'The house did not say how it is. Try again in a moment.',
    requestId: response.headers.get('x-request-id') ?? '',
  })
}
