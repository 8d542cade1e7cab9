import type { Standing } from '#platform/auth/actor.ts'
import type { Platform } from '#platform/platform.ts'
import type { Channel, ChatSettings } from '../../contract/channel.ts'
import { mayChat } from '../chat/chat-policies.ts'
import { eventById, nextEvent } from '../events/event-store.ts'
import { viewEvent } from '../events/event-view.ts'
import type { ChannelRow } from '../live-tables.ts'
import { channelPolicies } from './channel-policies.ts'
import type { LiveReader } from './channel-store.ts'
import type { Viewers } from '../audience/viewers.ts'
import { playbackOf } from './playback.ts'

/** A channel as `who` sees it, with the event that runs and the next one. `following` is for the asker alone: null where others hear it too. */
export async function viewChannel(
  channel: ChannelRow,
  who: Standing,
  from: Pick<Platform, 'signedPaths'> & { read: LiveReader; viewers: Pick<Viewers, 'count'> },
  following: boolean | null,
): Promise<Channel> {
  const { read, viewers, signedPaths } = from
  const event = channel.event_id === null ? undefined : await eventById(read, channel.event_id)
  const next = await nextEvent(read, channel.id)
  const chat = chatOf(channel)
  const may = (action: keyof typeof channelPolicies) => channelPolicies[action](who, channel) === 'allow'
  return {
    id: channel.id,
    publicId: channel.public_id,
    name: channel.name,
    description: channel.description,
    visibility: channel.visibility,
    record: channel.record === 1,
    graceMinutes: channel.grace_minutes,
    lowRendition: channel.low_rendition === 1,
    chat,
    state: channel.state,
    playback:
      channel.state === 'offline'
        ? null
        : playbackOf(channel, signedPaths, { dvr: event?.recording === 'open' }),
    startedAt: event?.started_at ?? null,
    viewers: viewers.count(channel.id),
    event: event ? viewEvent(event) : null,
    next: next && next.id !== event?.id ? viewEvent(next) : null,
    may: {
      operate: may('operate'),
      moderate: may('moderate'),
      edit: may('edit'),
      chat: mayChat(who, { visibility: channel.visibility, chat }),
    },
    following,
    createdAt: channel.created_at,
    version: channel.version,
  }
}

export const chatOf = (
  channel: Pick<ChannelRow, 'chat_enabled' | 'chat_guests' | 'chat_slow_seconds'>,
): ChatSettings => ({
  enabled: channel.chat_enabled === 1,
  guests: channel.chat_guests === 1,
  slowSeconds: channel.chat_slow_seconds,
})
