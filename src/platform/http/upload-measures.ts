import type { Metrics } from '../observability/metrics.ts'

export type UploadMeasures = {
  received(bytes: number): void
  ended(result: 'finished' | 'abandoned' | 'expired'): void
  /** How many connections send right now. */
  sending(change: 1 | -1): void
}

export function uploadMeasures(metrics: Metrics): UploadMeasures {
  const bytes = metrics.counter('longhouse_upload_bytes_total', 'Bytes of uploads received and on disk')
  const ended = metrics.counter('longhouse_uploads_ended_total', 'Upload sessions by how they ended', [
    'result',
  ])
  const sending = metrics.gauge('longhouse_uploads_sending', 'Connections that send bytes of an upload')
  return {
    received: (count) => bytes.inc(count),
    ended: (result) => ended.inc({ result }),
    sending: (change) => sending.inc(change),
  }
}
