import type { MetricObjectWithValues, MetricValue } from 'prom-client'

/** What the processes on one machine say to each other. */

/** Figures of one process, to be added up. */
export type Figures = MetricObjectWithValues<MetricValue<string>>[]

/** From a forked process. */
export type FromChild =
  | { type: 'ready'; address: string | null; words: string[] }
  /** Asks what /metrics is to say. */
  | { type: 'figures-of-all'; id: number }
  | { type: 'own-figures'; id: number; figures: Figures }

/** To a forked process. */
export type ToChild =
  | { type: 'own-figures'; id: number }
  /** null when they could not be had. */
  | { type: 'figures-of-all'; id: number; text: string | null }
