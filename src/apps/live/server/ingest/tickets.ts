import { newToken } from '#platform/auth/tokens.ts'
import type { Clock } from '#platform/clock.ts'

/** Tickets stand for a stream key on the way from an nginx-rtmp to this process: good once, for some seconds, and worth nothing to who reads them in a log later. */
export type Tickets = ReturnType<typeof openTickets>

const goodSeconds = 15
const mostOut = 1000

export function openTickets(clock: Clock) {
  const out = new Map<string, { keyHash: string; until: number }>()
  return {
    /** For a key that opens a channel. */
    give(keyHash: string): string {
      for (const [ticket, { until }] of out)
        if (until < clock.now() || out.size >= mostOut) out.delete(ticket)
      const ticket = newToken()
      out.set(ticket, { keyHash, until: clock.now() + goodSeconds * 1000 })
      return ticket
    },
    /** The hash of the key it stands for; null when it was used, is late or made up. */
    take(ticket: string): string | null {
      const found = out.get(ticket)
      out.delete(ticket)
      return found && found.until >= clock.now() ? found.keyHash : null
    },
  }
}
