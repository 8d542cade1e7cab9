import { isoOf } from '#platform/instant.ts'
import type { Standing } from '#platform/auth/actor.ts'
import { allow } from '#platform/auth/policy.ts'
import type { Db } from '#platform/db/db.ts'
import { Fault } from '#platform/errors.ts'
import { checkMatch } from '#platform/http/etags.ts'
import type { Platform } from '#platform/platform.ts'
import type { LiveEventPatch, NewLiveEvent } from '../../contract/event.ts'
import type { ChannelNews } from '../channels/channel-news.ts'
import { channelPolicies } from '../channels/channel-policies.ts'
import { findChannel, type LiveTx, lockChannel } from '../channels/channel-store.ts'
import type { EndPush } from '../ingest/push-ends.ts'
import { liveActions, ofEvent } from '../live-audit.ts'
import type { ChannelRow, LiveEventRow, LiveTables } from '../live-tables.ts'
import type { Broadcasts } from './broadcasts.ts'
import * as store from './event-store.ts'
import { eventRow } from './event-row.ts'

export type Events = ReturnType<typeof openEvents>
type Needs = Pick<Platform, 'audit' | 'clock' | 'log'> & {
  db: Db<LiveTables>
  news: ChannelNews
  broadcasts: Broadcasts
  endPush: EndPush
  /** Takes away what hangs on an event: its chat, a recording that no clip has. */
  forget: (tx: LiveTx, event: LiveEventRow) => Promise<void>
}

/** What operators may do with events, in one transaction each. */
export function openEvents({ db, audit, clock, log, news, broadcasts, endPush, forget }: Needs) {
  return {
    async schedule(who: Standing, input: NewLiveEvent): Promise<LiveEventRow> {
      const row = eventRow(clock, {
        space_id: who.space.id,
        channel_id: input.channelId,
        author_id: who.accountId!,
        title: input.title.trim(),
        description: input.description ?? '',
        state: 'scheduled',
        scheduled_at: isoOf(input.scheduledAt),
      })
      await db.transact(async (tx) => {
        const channel = await operated(tx, who, input.channelId)
        await store.insertEvent(tx, row)
        await changed(tx, row, channel)
        const details = { time: row.scheduled_at! }
        await audit.record(tx, liveActions.eventAnnounced, { ...ofEvent(row), details })
      })
      said(who, row, 'an event was announced')
      return row
    },

    /** Throws `Fault('stale')` when `ifMatch` names another version than the event has, or someone is first. */
    async edit(
      who: Standing,
      id: string,
      patch: LiveEventPatch,
      ifMatch: string | null,
    ): Promise<LiveEventRow> {
      const edited = await db.transact(async (tx) => {
        const { event, channel } = await operatedEvent(tx, who, id)
        checkMatch(ifMatch, event.version)
        if (patch.scheduledAt !== undefined && event.started_at !== null)
          throw new Fault(
            'conflict',
            'has-begun',
            'This event has begun: its time cannot be changed any more. Nothing was saved.',
          )
        const changes: Partial<LiveEventRow> = {
          ...(patch.title !== undefined && { title: patch.title.trim() }),
          ...(patch.description !== undefined && { description: patch.description }),
          ...(patch.scheduledAt !== undefined && movedTo(isoOf(patch.scheduledAt), event)),
        }
        if (!(await store.updateEventVersion(tx, id, event.version, changes))) throw staleFault()
        await changed(tx, event, channel)
        const details = { what: namesOf(patch) }
        await audit.record(tx, liveActions.eventChanged, { ...ofEvent(event), details })
        return { ...event, ...changes, version: event.version + 1 }
      })
      said(who, edited, 'an event was changed')
      return edited
    },

    /** Takes back one that has not begun, forgets one that is over. Throws `Fault('conflict')` while it runs. */
    async cancel(who: Standing, id: string): Promise<void> {
      const gone = await db.transact(async (tx) => {
        const { event, channel } = await operatedEvent(tx, who, id)
        if (event.id === channel.event_id) throw event.started_at === null ? takenFault() : runningFault()
        await forget(tx, event)
        await store.deleteEventRow(tx, id)
        await changed(tx, event, channel)
        const past = event.state === 'ended'
        await audit.record(tx, past ? liveActions.eventRemoved : liveActions.eventCancelled, ofEvent(event))
        return event
      })
      said(who, gone, 'an event was taken away')
    },

    /** Players come to the end, the recording becomes a clip, the push ends. */
    async end(who: Standing, id: string): Promise<LiveEventRow> {
      const over = await db.transact(async (tx) => {
        const { event, channel } = await operatedEvent(tx, who, id)
        const ended = await broadcasts.over(tx, event)
        await endPush(tx, channel, 'event-ended')
        const details = { why: 'by hand' }
        await audit.record(tx, liveActions.eventEnded, { ...ofEvent(event), details })
        return ended
      })
      said(who, over, 'an event was ended')
      return over
    },
  }

  async function operated(tx: LiveTx, who: Standing, channelId: string): Promise<ChannelRow> {
    allow(channelPolicies, 'operate', who, await findChannel(tx, who.space.id, channelId))
    return (await lockChannel(tx, channelId))!
  }

  async function operatedEvent(tx: LiveTx, who: Standing, id: string) {
    const found = await store.findEvent(tx, who.space.id, id)
    if (!found) throw nothingHere()
    const channel = await operated(tx, who, found.channel_id)
    // Again, now that nobody else decides about it.
    return { event: (await store.eventById(tx, id)) ?? found, channel }
  }

  async function changed(tx: LiveTx, event: LiveEventRow, channel: ChannelRow): Promise<void> {
    await news.eventChanged(tx, event)
    await news.changed(tx, channel)
  }

  /** A time that lies ahead again takes a waiting event back. */
  function movedTo(scheduledAt: string, event: LiveEventRow): Partial<LiveEventRow> {
    const state = event.state === 'waiting' && scheduledAt > clock.iso() ? 'scheduled' : event.state
    return { scheduled_at: scheduledAt, state }
  }

  function said(who: Standing, event: LiveEventRow, what: string): void {
    log.info({ accountId: who.accountId, channelId: event.channel_id, eventId: event.id }, what)
  }
}

/** What a patch changes, in words. */
const namesOf = (patch: LiveEventPatch) =>
  Object.keys(patch)
    .map((name) => (name === 'scheduledAt' ? 'time' : name))
    .join(', ')

const runningFault = () => new Fault('conflict', 'running', 'This event is running. End it first.')
const takenFault = () =>
  new Fault(
    'conflict',
    'encoder-connected',
    'An encoder is connected for this event and has sent no picture yet. Stop streaming there first; nothing was changed.',
  )
const nothingHere = () => new Fault('missing', 'not-found', 'There is nothing here, or it is not for you.')
const staleFault = () =>
  new Fault(
    'stale',
    'changed-meanwhile',
    'Someone else changed this event first. Load it again, then repeat your change.',
  )
