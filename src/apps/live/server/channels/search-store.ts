import type { Visibility } from '../../../../contract/shapes.ts'
import type { ChannelRow, LiveEventRow } from '../live-tables.ts'
import type { LiveReader } from './channel-store.ts'

export const channelsById = (read: LiveReader, ids: readonly string[]): Promise<ChannelRow[]> =>
  read.selectFrom('channels').selectAll().where('id', 'in', ids).execute()

/** Every channel of every space, in the order of ids, from after one. */
export const channelIds = (
  read: LiveReader,
  after: string | null,
  limit: number,
): Promise<{ id: string; spaceId: string }[]> =>
  read
    .selectFrom('channels')
    .select(['id', 'space_id as spaceId'])
    .where('id', '>', after ?? '')
    .orderBy('id')
    .limit(limit)
    .execute()

/** With the visibility of their channels. */
export const eventsWithChannels = (
  read: LiveReader,
  ids: readonly string[],
): Promise<(LiveEventRow & { visibility: Visibility })[]> =>
  read
    .selectFrom('live_events')
    .innerJoin('channels', 'channels.id', 'live_events.channel_id')
    .selectAll('live_events')
    .select('channels.visibility')
    .where('live_events.id', 'in', ids)
    .execute()

export const eventIds = (
  read: LiveReader,
  after: string | null,
  limit: number,
): Promise<{ id: string; spaceId: string }[]> =>
  read
    .selectFrom('live_events')
    .select(['id', 'space_id as spaceId'])
    .where('id', '>', after ?? '')
    .orderBy('id')
    .limit(limit)
    .execute()
