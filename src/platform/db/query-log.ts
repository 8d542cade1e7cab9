import type { LogEvent } from 'kysely'
import type { Log } from '../observability/log.ts'
import type { Metrics } from '../observability/metrics.ts'

const slowMilliseconds = 200

/** Kysely's `log`: writes queries slower than 200 ms with their SQL and never their parameters. */
export function openQueryLog({ log, metrics }: { log: Log; metrics: Metrics }) {
  const slow = metrics.counter('longhouse_db_slow_queries_total', 'Queries that took longer than 200 ms')
  return (event: LogEvent) => {
    if (event.queryDurationMillis <= slowMilliseconds) return
    slow.inc()
    log.warn({ sql: event.query.sql, milliseconds: Math.round(event.queryDurationMillis) }, 'slow query')
  }
}
