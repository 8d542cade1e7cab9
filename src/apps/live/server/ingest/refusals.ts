import type { Clock } from '#platform/clock.ts'
import type { SignalReport } from '../../contract/signal.ts'

/** What encoders with a good key were told lately when they were turned away, for the broadcast page. */
export type Refusals = ReturnType<typeof openRefusals>

const rememberedSeconds = 600

export function openRefusals(clock: Clock) {
  const byChannel = new Map<string, { at: number; message: string }>()
  return {
    add(channelId: string, message: string): void {
      for (const [id, { at }] of byChannel) if (isOld(at)) byChannel.delete(id)
      byChannel.set(channelId, { at: clock.now(), message })
    },
    last(channelId: string): SignalReport['lastRefusal'] {
      const last = byChannel.get(channelId)
      if (!last || isOld(last.at)) return null
      return { at: new Date(last.at).toISOString(), message: last.message }
    },
  }

  function isOld(at: number): boolean {
    return clock.now() - at > rememberedSeconds * 1000
  }
}
