import type { AnyTx } from '#platform/db/db.ts'
import type { Platform } from '#platform/platform.ts'
import type { LiveEventRow } from '../live-tables.ts'

/** Tells everyone who watches that a channel changed: open pages, the search index, whoever keeps what it knows of it. */
export type ChannelNews = {
  /** After the change, in its `tx`; told after the commit. */
  changed(tx: AnyTx, channel: ChannelName): Promise<void>
  eventChanged(tx: AnyTx, event: Pick<LiveEventRow, 'id' | 'space_id'>): Promise<void>
  /** After the commit: goes on air, is over, needs somebody. */
  notice(tx: AnyTx, channel: ChannelName, notice: Omit<Notice, 'channelId'>): void
  /** The same, at once. */
  tell(channel: ChannelName, notice: Omit<Notice, 'channelId'>): Promise<void>
  /** Calls back on each change of one channel. Returns the way to stop. */
  follow(channelId: string, listener: () => void): () => void
  followNotices(spaceId: string, listener: (notice: Notice) => void): () => void
}
type ChannelName = { id: string; space_id: string }
export type Notice = { kind: 'live' | 'ended' | 'alarm'; channelId: string; message?: string }

/** In the search index. */
export const channelKind = 'channel'
export const eventKind = 'event'
const channelTopic = (id: string) => `live.channel.${id}`
const noticeTopic = (spaceId: string) => `live.notices.${spaceId}`

export function openChannelNews({ bus, search }: Pick<Platform, 'bus' | 'search'>): ChannelNews {
  const tell: ChannelNews['tell'] = (channel, notice) =>
    bus.publish(noticeTopic(channel.space_id), { ...notice, channelId: channel.id })
  return {
    async changed(tx, { id, space_id }) {
      await search.changed(tx, { kind: channelKind, id, spaceId: space_id })
      tx.afterCommit(() => bus.publish(channelTopic(id), id))
    },
    eventChanged: (tx, { id, space_id }) => search.changed(tx, { kind: eventKind, id, spaceId: space_id }),
    notice(tx, channel, notice) {
      tx.afterCommit(() => tell(channel, notice))
    },
    tell,
    follow: (channelId, listener) => bus.subscribe(channelTopic(channelId), () => listener()),
    followNotices: (spaceId, listener) =>
      bus.subscribe(noticeTopic(spaceId), (notice) => listener(notice as Notice)),
  }
}
