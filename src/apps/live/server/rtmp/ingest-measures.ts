import type { Metrics } from '#platform/observability/metrics.ts'
import { type MessageName, messageType } from './message-types.ts'

/** What Prometheus is told of the way in. Reasons are codes of this house, never what an encoder sent. */
export type IngestMeasures = {
  /** Connections, also those whose key was not accepted yet. */
  connections: { inc(): void; dec(): void }
  publishers: { inc(): void; dec(): void }
  refused(reason: string): void
  bytes(count: number): void
  message(type: number): void
}

export function openIngestMeasures(metrics: Pick<Metrics, 'counter' | 'gauge'>): IngestMeasures {
  const refused = metrics.counter(
    'longhouse_live_ingest_refused_total',
    'Connections of encoders that the house ended, by reason',
    ['reason'],
  )
  const bytes = metrics.counter('longhouse_live_ingest_bytes_total', 'Bytes that came from encoders')
  const messages = metrics.counter(
    'longhouse_live_ingest_messages_total',
    'RTMP messages that came from encoders, by type',
    ['type'],
  )
  const other = messages.labels('other')
  // Found once: a message comes some hundred times a second for each push.
  const byType = new Map(
    (Object.keys(messageType) as MessageName[]).map((name) => [messageType[name], messages.labels(name)]),
  ) as ReadonlyMap<number, typeof other>
  return {
    connections: metrics.gauge('longhouse_live_ingest_connections', 'Connections of encoders'),
    publishers: metrics.gauge('longhouse_live_ingest_publishers', 'Pushes that are running'),
    refused: (reason) => refused.inc({ reason }),
    bytes: (count) => bytes.inc(count),
    message: (type) => (byType.get(type) ?? other).inc(),
  }
}
