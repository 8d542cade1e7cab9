import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Metrics } from '../observability/metrics.ts'

/**
 * What is written down about requests: seconds and counts by route and class of status; a log line for each change, each
 * failure of ours and each slow answer, for plain reads only at debug.
 */
export function requestRecords(
  app: FastifyInstance,
  log: Pick<Logger, 'isLevelEnabled'>,
  metrics: Metrics,
): void {
  const seconds = metrics.histogram('longhouse_http_request_seconds', 'Time to answer a request', [
    'method',
    'route',
    'status',
  ])
  const series = new Map<string, { observe(value: number): void }>()
  app.addHook('onResponse', (request, reply, done) => {
    const { method } = request
    const route = request.routeOptions.url ?? 'none'
    const status = `${Math.floor(reply.statusCode / 100)}xx`
    const ms = reply.elapsedTime
    const key = `${method} ${route} ${status}`
    const one = series.get(key) ?? seconds.labels(method, route, status)
    series.set(key, one)
    one.observe(ms / 1000)
    const level = levelOf(method, reply.statusCode, ms)
    if (log.isLevelEnabled(level))
      request.log[level]({ method, route, status: reply.statusCode, ms: Math.round(ms) }, 'request')
    done()
  })
}

const slowMs = 1000

function levelOf(method: string, status: number, ms: number): 'debug' | 'info' | 'warn' {
  if (status >= 500 || ms > slowMs) return 'warn'
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS' ? 'debug' : 'info'
}
