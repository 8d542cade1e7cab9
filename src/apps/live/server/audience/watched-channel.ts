import type { Standing } from '#platform/auth/actor.ts'
import type { Visibility } from '../../../../contract/shapes.ts'
import type { Channel, ChatSettings } from '../../contract/channel.ts'

/** What chat and audience have to know of a channel. */
export type WatchedChannel = {
  id: string
  space_id: string
  name: string
  visibility: Visibility
  chat: ChatSettings
  /** The event that runs or waits for its encoder. */
  event: { id: string; startedAt: string | null } | null
}

/** How they ask for it. */
export type WatchedChannels = {
  /** Null when it is not in this space. As committed, never from a replica. */
  find(spaceId: string, id: string): Promise<WatchedChannel | null>
  /** As the contract shows it to somebody. Throws `Fault('missing')` where it is not for them. */
  view(who: Standing, id: string): Promise<Channel>
  /** Calls back on each change, in every process. Returns the way to stop. */
  follow(channelId: string, listener: () => void): () => void
}
