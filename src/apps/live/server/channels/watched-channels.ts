import { allow } from '#platform/auth/policy.ts'
import type { Db } from '#platform/db/db.ts'
import type { Platform } from '#platform/platform.ts'
import type { WatchedChannels } from '../audience/watched-channel.ts'
import { eventById } from '../events/event-store.ts'
import type { Viewers } from '../audience/viewers.ts'
import type { LiveTables } from '../live-tables.ts'
import type { ChannelNews } from './channel-news.ts'
import { channelPolicies } from './channel-policies.ts'
import { findChannel } from './channel-store.ts'
import { chatOf, viewChannel } from './channel-view.ts'

/** Channels as chat and audience ask for them. */
export function watchedChannels(
  needs: Pick<Platform, 'signedPaths'> & {
    db: Db<LiveTables>
    news: ChannelNews
    viewers: Pick<Viewers, 'count'>
  },
): WatchedChannels {
  const { read } = needs.db
  return {
    async find(spaceId, id) {
      const channel = await findChannel(read, spaceId, id)
      if (!channel) return null
      const event = channel.event_id === null ? undefined : await eventById(read, channel.event_id)
      const { space_id, name, visibility } = channel
      return {
        id,
        space_id,
        name,
        visibility,
        chat: chatOf(channel),
        event: event ? { id: event.id, startedAt: event.started_at } : null,
      }
    },
    async view(who, id) {
      const channel = allow(channelPolicies, 'read', who, await findChannel(read, who.space.id, id))
      // Said once to all who stand alike.
      return viewChannel(channel, who, { ...needs, read }, null)
    },
    follow: (channelId, listener) => needs.news.follow(channelId, listener),
  }
}
