import type { ServerResponse } from 'node:http'
import type { Metrics } from '#platform/observability/metrics.ts'

/** Counts answers of the door: in plain numbers, handed to the metrics twice a second, because a label looked up costs more than an answer. */
export type OriginFigures = {
  watch(file: string, response: ServerResponse): void
  flush(): void
}

export function openOriginFigures(metrics: Metrics, blocked: () => number): OriginFigures {
  const requests = metrics.counter('longhouse_live_requests_total', 'Answers to viewers of channels', [
    'what',
    'status',
  ])
  const waiting = metrics.gauge(
    'longhouse_live_blocked_requests',
    'Requests of viewers that wait for the next part',
  )
  const tallies = new Map<string, number>()

  function count(this: ServerResponse & { live?: string }): void {
    const name = `${this.live} ${Math.floor(this.statusCode / 100)}xx`
    tallies.set(name, (tallies.get(name) ?? 0) + 1)
  }
  return {
    watch(file, response) {
      ;(response as ServerResponse & { live?: string }).live = file.endsWith('.m3u8') ? 'playlist' : 'media'
      response.once('finish', count)
    },
    flush() {
      for (const [name, number] of tallies) {
        const [what = '', status = ''] = name.split(' ')
        requests.inc({ what, status }, number)
      }
      tallies.clear()
      waiting.set(blocked())
    },
  }
}
