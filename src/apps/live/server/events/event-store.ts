import { sql, type Updateable } from 'kysely'
import type { Visibility } from '../../../../contract/shapes.ts'
import type { LiveReader, LiveTx } from '../channels/channel-store.ts'
import type { LiveEventRow, LiveEventTable } from '../live-tables.ts'

export async function findEvent(
  read: LiveReader,
  spaceId: string,
  id: string,
): Promise<LiveEventRow | undefined> {
  return read
    .selectFrom('live_events')
    .selectAll()
    .where('id', '=', id)
    .where('space_id', '=', spaceId)
    .executeTakeFirst()
}

/** For pushes, jobs and doors, which know an event by its id alone. */
export async function eventById(read: LiveReader, id: string): Promise<LiveEventRow | undefined> {
  return read.selectFrom('live_events').selectAll().where('id', '=', id).executeTakeFirst()
}

export type EventFilter = {
  spaceId: string
  visibilities: readonly Visibility[]
  channelId: string | null
  when: 'coming' | 'past' | null
}
/** Where a page goes on: the id, after the time that the list is sorted by. */
export type EventPlace = readonly string[]
export function eventPlace({ when }: EventFilter, last: LiveEventRow): EventPlace {
  if (when === 'coming') return [last.scheduled_at ?? '', last.id]
  return when === 'past' ? [last.ended_at ?? '', last.id] : [last.id]
}

/** Those that come soonest first, those that are over latest first, all of them newest first. */
export async function listEvents(
  read: LiveReader,
  filter: EventFilter,
  limit: number,
  place: EventPlace | null,
): Promise<LiveEventRow[]> {
  let query = read
    .selectFrom('live_events')
    .innerJoin('channels', 'channels.id', 'live_events.channel_id')
    .selectAll('live_events')
    .where('live_events.space_id', '=', filter.spaceId)
    .where('channels.visibility', 'in', filter.visibilities)
    .limit(limit)
  if (filter.channelId !== null) query = query.where('live_events.channel_id', '=', filter.channelId)
  const [first = '', second = ''] = place ?? []
  if (filter.when === null) {
    if (place) query = query.where('live_events.id', '<', first)
    return query.orderBy('live_events.id', 'desc').execute()
  }
  if (filter.when === 'coming') {
    query = query
      .where('live_events.started_at', 'is', null)
      .where('live_events.ended_at', 'is', null)
      .where('live_events.scheduled_at', 'is not', null)
    if (place)
      query = query.where((eb) =>
        eb(eb.refTuple('live_events.scheduled_at', 'live_events.id'), '>', eb.tuple(first, second)),
      )
    return query.orderBy('live_events.scheduled_at').orderBy('live_events.id').execute()
  }
  query = query.where('live_events.ended_at', 'is not', null)
  if (place)
    query = query.where((eb) =>
      eb(eb.refTuple('live_events.ended_at', 'live_events.id'), '<', eb.tuple(first, second)),
    )
  return query.orderBy('live_events.ended_at', 'desc').orderBy('live_events.id', 'desc').execute()
}

/** The next event that is announced on a channel. */
export async function nextEvent(read: LiveReader, channelId: string): Promise<LiveEventRow | undefined> {
  return announcedOn(read, channelId).orderBy('scheduled_at').orderBy('id').limit(1).executeTakeFirst()
}

/** Events announced on a channel for no later than `time` that nobody has begun, latest first. */
export async function eventsUntil(
  read: LiveReader,
  channelId: string,
  time: string,
  limit: number,
): Promise<LiveEventRow[]> {
  return announcedOn(read, channelId)
    .where('scheduled_at', '<=', time)
    .orderBy('scheduled_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** What nobody has begun. */
const announcedOn = (read: LiveReader, channelId: string) =>
  read
    .selectFrom('live_events')
    .selectAll()
    .where('channel_id', '=', channelId)
    .where('started_at', 'is', null)
    .where('ended_at', 'is', null)
    .where('scheduled_at', 'is not', null)

/** Announced events whose time has come. */
export async function dueEvents(read: LiveReader, now: string, limit: number): Promise<LiveEventRow[]> {
  return read
    .selectFrom('live_events')
    .selectAll()
    .where('state', '=', 'scheduled')
    .where('scheduled_at', '<=', now)
    .orderBy('scheduled_at')
    .limit(limit)
    .execute()
}

/** Events that nobody began, announced for before `time`. */
export async function forgottenEvents(
  read: LiveReader,
  time: string,
  limit: number,
): Promise<LiveEventRow[]> {
  return read
    .selectFrom('live_events')
    .selectAll()
    .where('started_at', 'is', null)
    .where('ended_at', 'is', null)
    .where('state', '=', 'waiting')
    .where('scheduled_at', '<=', time)
    .orderBy('scheduled_at')
    .limit(limit)
    .execute()
}

/** Events on air, in the order of ids. */
export async function runningEvents(read: LiveReader): Promise<LiveEventRow[]> {
  return (
    read
      .selectFrom('live_events')
      .selectAll()
      // As the index says it: with parameters nobody could tell that it holds them.
      .where(sql<boolean>`state in ('live', 'reconnecting')`)
      .orderBy('id')
      .execute()
  )
}

export async function insertEvent(tx: LiveTx, row: LiveEventRow): Promise<void> {
  await tx.insertInto('live_events').values(row).execute()
}

export async function updateEvent(
  tx: LiveTx,
  id: string,
  changes: Updateable<LiveEventTable>,
): Promise<void> {
  await tx.updateTable('live_events').set(changes).where('id', '=', id).execute()
}

/** Whether the event still had `version` and now has the changes. */
export async function updateEventVersion(
  tx: LiveTx,
  id: string,
  version: number,
  changes: Updateable<LiveEventTable>,
): Promise<boolean> {
  const result = await tx
    .updateTable('live_events')
    .set({ ...changes, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** What is watched by more people than ever before. */
export async function raisePeak(tx: LiveTx, id: string, viewers: number): Promise<void> {
  await tx
    .updateTable('live_events')
    .set({ peak_viewers: viewers })
    .where('id', '=', id)
    .where('peak_viewers', '<', viewers)
    .execute()
}

export async function deleteEventRow(tx: LiveTx, id: string): Promise<void> {
  await tx.deleteFrom('live_events').where('id', '=', id).execute()
}

export async function eventsOfChannel(read: LiveReader, channelId: string): Promise<LiveEventRow[]> {
  return read
    .selectFrom('live_events')
    .selectAll()
    .where('channel_id', '=', channelId)
    .orderBy('id')
    .execute()
}
