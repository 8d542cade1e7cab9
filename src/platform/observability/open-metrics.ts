import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Metrics } from './metrics.ts'

/** Milliseconds between two looks at the event loop: each wakes the processor of a house at rest. */
const looksEvery = 50

/** One registry for this process; asking twice for a name gives the same metric. */
export function openMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({
    register: registry,
    prefix: 'longhouse_',
    eventLoopMonitoringPrecision: looksEvery,
  })
  const known = <M>(name: string, make: () => M): M =>
    (registry.getSingleMetric(name) as M | undefined) ?? make()
  return {
    registry,
    counter: (name, help, labels = []) =>
      known(name, () => new Counter({ name, help, labelNames: [...labels], registers: [registry] })),
    gauge: (name, help, labels = []) =>
      known(name, () => new Gauge({ name, help, labelNames: [...labels], registers: [registry] })),
    histogram: (name, help, labels = [], buckets = [0.005, 0.025, 0.1, 0.5, 1, 5, 30]) =>
      known(
        name,
        () => new Histogram({ name, help, labelNames: [...labels], buckets, registers: [registry] }),
      ),
  }
}
