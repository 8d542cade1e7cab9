import type { Clock } from '#platform/clock.ts'
import type { Metrics } from '#platform/observability/metrics.ts'
import type { PackagedListener } from '../packager/packaged.ts'
import type { EndReason } from '../push.ts'

/** What Prometheus is told of pushes: how they end, and how late their parts are. */
export type PushMeasures = {
  ended(reason: EndReason): void
  /** Measures the parts of one push. */
  parts(): PackagedListener
}

export function openPushMeasures(metrics: Metrics, clock: Clock): PushMeasures {
  const ended = metrics.counter('longhouse_live_pushes_ended_total', 'Pushes that ended, by reason', [
    'reason',
  ])
  const late = metrics.histogram(
    'longhouse_live_part_latency_seconds',
    'From the first frame of a part reaching the house to viewers being told of it: its length, and what the line held back',
    [],
    [0.25, 0.5, 0.6, 0.75, 1, 1.5, 2, 4],
  )
  return {
    ended: (reason) => ended.inc({ reason }),
    parts() {
      /** Seconds of the segment at work that were told before. */
      let told = { sequence: -1, seconds: 0 }
      return {
        track: () => undefined,
        part({ rendition, sequence, startedAt, durationSeconds }) {
          if (rendition !== 'source') return
          if (told.sequence !== sequence) told = { sequence, seconds: 0 }
          late.observe(Math.max(0, (clock.now() - startedAt) / 1000 - told.seconds))
          told.seconds += durationSeconds
        },
        segment: () => undefined,
        end: () => undefined,
      }
    },
  }
}
