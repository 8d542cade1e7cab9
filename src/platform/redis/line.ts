import type { Log } from '../observability/log.ts'
import type { Metrics } from '../observability/metrics.ts'

/** Whether Redis is there, told once for each change: in the log, in the figures and to whoever listens. */
export interface Line {
  readonly firstUp: Promise<void>
  up(): boolean
  set(up: boolean): void
  /** Why it may be away: the newest reason is told. */
  blame(error: Error): void
  /** Tells that it is away although it never was there. */
  tellAway(): void
  onChange(listener: (up: boolean) => void): () => void
  away(): string | null
  close(): void
}

export function openLine(log: Log, metrics: Metrics): Line {
  const gauge = metrics.gauge('longhouse_redis_up', 'Whether Redis answers this process: 1 or 0')
  const losses = metrics.counter('longhouse_redis_losses_total', 'How often this process lost Redis')
  const listeners = new Set<(up: boolean) => void>()
  const first = Promise.withResolvers<void>()
  let up = false
  let closed = false
  let since = performance.now()
  let reason = 'it has not answered yet'
  gauge.set(0)

  const tellAway = () =>
    log.warn({ reason }, 'Redis is away: limits, cache and messages are each process’s own until it is back')

  return {
    firstUp: first.promise,
    up: () => up,
    set(next) {
      if (closed || next === up) return
      up = next
      const seconds = Math.round((performance.now() - since) / 100) / 10
      since = performance.now()
      gauge.set(up ? 1 : 0)
      if (up) log.info({ awaySeconds: seconds }, 'Redis answers')
      else {
        losses.inc()
        tellAway()
      }
      reason = 'the connection was lost'
      if (up) first.resolve()
      for (const listener of listeners) listener(up)
    },
    blame(error) {
      // The code of a system's error says enough; its words may name more than an address.
      reason = (error as NodeJS.ErrnoException).code ?? error.message
    },
    tellAway,
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    away: () => (up ? null : `Redis is away (${reason}); limits, cache and messages are each process’s own`),
    close() {
      closed = true
      up = false
      listeners.clear()
    },
  }
}
