import type { FastifyInstance } from 'fastify'
import type { Metrics } from '../observability/metrics.ts'

/** Seconds and counts by route and class of status; slow and failed requests are logged, the rest at debug. */
export function requestMetrics(app: FastifyInstance, metrics: Metrics): void {
  const seconds = metrics.histogram('longhouse_http_request_seconds', 'Time to answer a request', [
    'method',
    'route',
    'status',
  ])
  const series = new Map<string, { observe(value: number): void }>()
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    const status = `${Math.floor(reply.statusCode / 100)}xx`
    const key = `${request.method} ${route} ${status}`
    const one = series.get(key) ?? seconds.labels(request.method, route, status)
    series.set(key, one)
    one.observe(reply.elapsedTime / 1000)
    if (reply.statusCode >= 500 || app.log.level === 'debug')
      request.log[reply.statusCode >= 500 ? 'warn' : 'debug'](
        { method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
        'request',
      )
  })
}
