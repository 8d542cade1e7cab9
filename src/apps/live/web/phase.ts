import type { Channel } from '../contract/channel.ts'
import type { LiveEvent } from '../contract/event.ts'

/** What the page of a channel shows. */
export type Phase =
  | { is: 'live'; event: LiveEvent | null }
  | { is: 'reconnecting'; event: LiveEvent | null }
  /** The time of an event has come, no picture yet. */
  | { is: 'waiting'; event: LiveEvent }
  /** The event that this page watched is over. */
  | { is: 'ended'; eventId: string }
  | { is: 'offline'; next: LiveEvent | null }

/** `watched` is the event that this page has seen on air, if any. */
export function phaseOf(
  { state, playback, event, next }: Pick<Channel, 'state' | 'playback' | 'event' | 'next'>,
  watched: string | null,
): Phase {
  // Between the first bytes of a push and the first whole segment there is nothing to play.
  if (state === 'live' && playback) return { is: 'live', event }
  if (state === 'reconnecting' || (state === 'live' && event?.id === watched))
    return { is: 'reconnecting', event }
  if (event && event.state !== 'ended') return { is: 'waiting', event }
  return watched ? { is: 'ended', eventId: watched } : { is: 'offline', next }
}
