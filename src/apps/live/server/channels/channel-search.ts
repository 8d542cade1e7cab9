import type { Db } from '#platform/db/db.ts'
import type { SearchSource } from '#platform/search/search.ts'
import type { LiveTables } from '../live-tables.ts'
import { channelKind, eventKind } from './channel-news.ts'
import { channelIds, channelsById, eventIds, eventsWithChannels } from './search-store.ts'

/** What the search index knows of channels and of their events. Private ones are found by admins alone. */
export const channelSources = ({ db }: { db: Db<LiveTables> }): SearchSource[] => [
  {
    kind: channelKind,
    read: async (ids) =>
      (await channelsById(db.read, ids)).map((channel) => ({
        ...bare,
        kind: channelKind,
        id: channel.id,
        spaceId: channel.space_id,
        title: channel.name,
        text: channel.description,
        visibility: channel.visibility,
        at: channel.created_at,
      })),
    every: (after, limit) => channelIds(db.read, after, limit),
  },
  {
    kind: eventKind,
    read: async (ids) =>
      (await eventsWithChannels(db.read, ids)).map((event) => ({
        ...bare,
        kind: eventKind,
        id: event.id,
        spaceId: event.space_id,
        title: event.title,
        text: event.description,
        visibility: event.visibility,
        at: event.started_at ?? event.scheduled_at ?? event.created_at,
      })),
    every: (after, limit) => eventIds(db.read, after, limit),
  },
]

const bare = { tags: [], authorId: null, archived: false, has: [] } as const
