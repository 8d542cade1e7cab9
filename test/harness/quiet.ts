import pino from 'pino'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Log } from '../../src/platform/observability/log.ts'
import type { Metrics } from '../../src/platform/observability/metrics.ts'

/** A log that says nothing. */
export const quietLog = (): Log => pino({ level: 'silent' })

/** Real metrics in a registry of their own, without those of the process. */
export function bareMetrics(): Metrics {
  const registry = new Registry()
  const common = (name: string, help: string, labels: readonly string[] = []) => ({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
  })
  return {
    registry,
    counter: (name, help, labels) => new Counter(common(name, help, labels)),
    gauge: (name, help, labels) => new Gauge(common(name, help, labels)),
    histogram: (name, help, labels, buckets) =>
      new Histogram({ ...common(name, help, labels), ...(buckets && { buckets }) }),
  } as Metrics
}
