import { Fault } from '#platform/errors.ts'
import type { Platform } from '#platform/platform.ts'
import type { ChannelNews } from '../channels/channel-news.ts'
import { type LiveTx, updateChannel } from '../channels/channel-store.ts'
import { liveActions, ofEvent } from '../live-audit.ts'
import type { ChannelRow, LiveEventRow } from '../live-tables.ts'
import { channelById } from '../channels/channel-store.ts'
import { deleteEventRow, eventById, eventsUntil, insertEvent, updateEvent } from './event-store.ts'
import { eventRow } from './event-row.ts'

/** An encoder that comes within this many seconds before the announced time takes the event up; after it no later one does. */
const nearSeconds = 3600
/** Events of a channel that are looked at: those that nobody began end by themselves after some hours. */
const mostNear = 50

export type Broadcasts = ReturnType<typeof openBroadcasts>
type Needs = Pick<Platform, 'audit' | 'clock'> & {
  news: ChannelNews
  /** What follows when an event is on air for the first time, in its transaction: its followers are told. */
  begun: (tx: LiveTx, event: LiveEventRow) => Promise<void>
  /** What follows when an event is over, in its transaction: its recording becomes a clip. */
  ended: (tx: LiveTx, event: LiveEventRow) => Promise<void>
}

/**
 * The way of an event: scheduled → waiting → live ⇄ reconnecting → ended. Every step is one call inside the caller's transaction,
 * which holds the channel (`lockChannel`).
 */
export function openBroadcasts({ audit, clock, news, begun, ended }: Needs) {
  return {
    /** The event that a push goes into: the one that runs, else the announced one, else a new one. It waits for the first picture. */
    async taken(tx: LiveTx, channel: ChannelRow): Promise<LiveEventRow> {
      const running = channel.event_id === null ? undefined : await eventById(tx, channel.event_id)
      if (running && running.state !== 'ended') return running
      const event = (await announced(tx, channel)) ?? (await newEvent(tx, channel))
      if (event.state === 'scheduled') await updateEvent(tx, event.id, { state: 'waiting' })
      await updateChannel(tx, channel.id, { event_id: event.id })
      await news.eventChanged(tx, event)
      await news.changed(tx, channel)
      return { ...event, state: 'waiting' }
    },

    /** The first whole segment of a push is there: it can be watched. */
    async onAir(tx: LiveTx, channel: ChannelRow, eventId: string): Promise<void> {
      const event = await eventById(tx, eventId)
      if (!event || event.state === 'ended' || event.state === 'live') return
      const first = event.started_at === null
      await updateEvent(tx, event.id, {
        state: 'live',
        away_since: null,
        ...(first && { started_at: clock.iso(), recording: channel.record === 1 ? 'open' : 'none' }),
      })
      await updateChannel(tx, channel.id, { state: 'live', off_air: 0, event_id: event.id })
      await news.eventChanged(tx, event)
      await news.changed(tx, channel)
      if (!first) return
      await audit.record(tx, liveActions.eventBegun, { ...ofEvent(event), by: 'encoder' })
      news.notice(tx, channel, { kind: 'live' })
      await begun(tx, event)
    },

    /** The encoder is away. What never had a picture leaves no event behind, unless it was announced. */
    async away(tx: LiveTx, channel: ChannelRow): Promise<void> {
      const event = channel.event_id === null ? undefined : await eventById(tx, channel.event_id)
      if (!event || event.state === 'ended' || event.state === 'reconnecting') return
      if (event.started_at === null) {
        await updateChannel(tx, channel.id, { event_id: null, state: 'offline', off_air: 1 })
        if (event.scheduled_at === null) await deleteEventRow(tx, event.id)
      } else {
        await updateEvent(tx, event.id, { state: 'reconnecting', away_since: clock.iso() })
        await updateChannel(tx, channel.id, { state: 'reconnecting' })
      }
      await news.eventChanged(tx, event)
      await news.changed(tx, channel)
    },

    /** By the operator, by the grace, or because its channel goes. Throws `Fault('conflict')` when it does not run. */
    async over(tx: LiveTx, event: LiveEventRow): Promise<LiveEventRow> {
      if (event.state === 'ended' || event.started_at === null) throw notRunning()
      const changes = { state: 'ended', ended_at: clock.iso(), away_since: null } as const
      await updateEvent(tx, event.id, { ...changes, version: event.version + 1 })
      const over = { ...event, ...changes, version: event.version + 1 }
      const channel = await channelById(tx, event.channel_id)
      if (channel?.event_id === event.id) {
        await updateChannel(tx, channel.id, { state: 'offline', off_air: 1, event_id: null })
        news.notice(tx, channel, { kind: 'ended' })
        await news.changed(tx, channel)
      }
      await news.eventChanged(tx, event)
      await ended(tx, over)
      return over
    },
  }

  /** What an encoder that comes now is for: what is due, else what comes soon, else what nobody has begun hours ago. */
  async function announced(tx: LiveTx, channel: ChannelRow): Promise<LiveEventRow | undefined> {
    const near = await eventsUntil(tx, channel.id, clock.iso(nearSeconds), mostNear)
    const [now, hourAgo] = [clock.iso(), clock.iso(-nearSeconds)]
    const isDue = ({ scheduled_at: at }: LiveEventRow) => at! <= now && at! > hourAgo
    const comes = ({ scheduled_at: at }: LiveEventRow) => at! > now
    return near.find(isDue) ?? near.findLast(comes) ?? near[0]
  }

  async function newEvent(tx: LiveTx, channel: ChannelRow): Promise<LiveEventRow> {
    const event = eventRow(clock, {
      space_id: channel.space_id,
      channel_id: channel.id,
      author_id: channel.owner_id,
      title: `${channel.name}, ${dayOf(clock.now())}`,
      description: '',
      state: 'waiting',
      scheduled_at: null,
    })
    await insertEvent(tx, event)
    return event
  }
}

const dayOf = (time: number) =>
  new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(time)

const notRunning = () =>
  new Fault('conflict', 'not-running', 'This event is not running, so there is nothing to end.')
