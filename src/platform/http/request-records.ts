import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Metrics } from '../observability/metrics.ts'
import { openRequestSeconds } from './request-seconds.ts'

/**
 * What is written down about requests: seconds and counts by route and class of status; a log line for each change, each
 * failure of ours and each slow answer, for plain reads only at debug.
 */
export function requestRecords(
  app: FastifyInstance,
  log: Pick<Logger, 'isLevelEnabled'>,
  metrics: Metrics,
): void {
  const seconds = openRequestSeconds(metrics.registry)
  app.addHook('onResponse', (request, reply, done) => {
    const { method } = request
    const route = request.routeOptions.url ?? 'none'
    const ms = reply.elapsedTime
    seconds.observe(method, route, classes[Math.floor(reply.statusCode / 100)]!, ms / 1000)
    const level = levelOf(method, reply.statusCode, ms)
    if (log.isLevelEnabled(level))
      request.log[level]({ method, route, status: reply.statusCode, ms: Math.round(ms) }, 'request')
    done()
  })
}

const classes = ['', '1xx', '2xx', '3xx', '4xx', '5xx']
const slowMs = 1000

function levelOf(method: string, status: number, ms: number): 'debug' | 'info' | 'warn' {
  if (status >= 500 || ms > slowMs) return 'warn'
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS' ? 'debug' : 'info'
}
