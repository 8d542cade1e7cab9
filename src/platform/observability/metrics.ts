import type { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** Prometheus metrics of this process. Names start with `longhouse_`; labels are few and bounded, never ids or names. */
export interface Metrics {
  readonly registry: Registry
  counter<L extends string>(name: string, help: string, labels?: readonly L[]): Counter<L>
  gauge<L extends string>(name: string, help: string, labels?: readonly L[]): Gauge<L>
  /** Buckets in seconds unless given. */
  histogram<L extends string>(
    name: string,
    help: string,
    labels?: readonly L[],
    buckets?: number[],
  ): Histogram<L>
}
