import type { Clock } from '#platform/clock.ts'
import type { LiveTx } from '../channels/channel-store.ts'
import { eventById } from '../events/event-store.ts'
import type { ChannelRow, PushRow } from '../live-tables.ts'
import { PushRefused } from '../push.ts'
import type { Refusals } from './refusals.ts'

/**
 * Milliseconds of quiet after which somebody has started it on purpose: OBS tries again after 2 s (10 s before version 28) and makes each
 * pause half as long again as the one before.
 */
const quiet = 20_000
const growth = 0.75

/**
 * Encoders come back by themselves, and do not hear that somebody ended the event, or the test, on the broadcast page: what they send next
 * would be a new event, of people who think that nobody sees them.
 */
export function openSentHome(clock: Clock, refusals: Refusals) {
  /** The last try of each channel whose encoder still tries, milliseconds. */
  const tries = new Map<string, number>()
  return {
    /** Throws `PushRefused` for an encoder that was sent home and has not been quiet since. `before` is the last push of the channel. */
    async check(tx: LiveTx, channel: ChannelRow, before: PushRow | undefined): Promise<void> {
      const words = await wordsFor(tx, channel, before)
      const now = clock.now()
      const ended = Date.parse(before?.ended_at ?? '')
      const last = Math.max(ended, tries.get(channel.id) ?? 0)
      if (words === null || now - last > quiet + growth * (last - ended)) return void tries.delete(channel.id)
      tries.set(channel.id, now)
      refusals.add(channel.id, words)
      throw new PushRefused('sent-home', words)
    },
  }
}

/** Null where nobody ended anything under it: its event goes on, or another one waits for it. */
async function wordsFor(
  tx: LiveTx,
  channel: ChannelRow,
  before: PushRow | undefined,
): Promise<string | null> {
  if (before?.end_reason !== 'stopped' || before.ended_at === null) return null
  if (channel.event_id !== null && channel.event_id !== before.event_id) return null
  if (before.event_id === null) return `The private test is over. ${stop}`
  const event = await eventById(tx, before.event_id)
  const withIt = event?.state === 'ended' && event.ended_at !== null && event.ended_at <= before.ended_at
  return withIt ? `The event was ended on the broadcast page. ${stop}` : null
}

const stop =
  'Stop streaming in OBS. To go on air, start it again half a minute later; at once it goes with a private test and Go live.'
