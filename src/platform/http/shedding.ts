import type { Server } from 'node:http'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Metrics } from '../observability/metrics.ts'
import { openAdmission } from './admission.ts'
import { requestIds } from './request-ids.ts'
import { turnAway } from './turn-away.ts'

const admissionLooksEvery = 250
/** Milliseconds: each look wakes the processor of a house at rest. */
const loopLooksEvery = 100
/** With so few inside, refusing one frees nothing: then other programs have the machine. */
const few = 8

/**
 * Tells when this process is so busy that a new request would wait for long, by two signs: the event loop was mostly late by more than
 * `mostLate` ms at two looks in a row, while requests are inside; or answers have begun to queue (admission.ts). Requests are then refused at once, so that the
 * ones inside get through.
 */
export function openShedding(
  metrics: Metrics,
  { mostLate = 600, lookEvery = 1000, admission = openAdmission() } = {},
): { overloaded(): boolean; standBefore(server: Server): void; close(): void } {
  const delay = monitorEventLoopDelay({ resolution: Math.min(loopLooksEvery, mostLate / 2) })
  delay.enable()
  let late = 0
  const shed = metrics.counter(
    'longhouse_http_shed_total',
    'Requests refused because the process was overloaded',
  )
  const look = setInterval(() => {
    late = delay.percentile(50) / 1e6 > mostLate ? late + 1 : 0
    delay.reset()
  }, lookEvery)
  look.unref()
  const count = setInterval(() => admission.look(), admissionLooksEvery)
  count.unref()
  return {
    overloaded() {
      if (late < 2 || admission.inside() <= few) return false
      shed.inc()
      return true
    },
    standBefore: (server) => turnAway(server, { admission, refused: () => shed.inc(), nameOf: requestIds() }),
    close() {
      clearInterval(look)
      clearInterval(count)
      delay.disable()
    },
  }
}
