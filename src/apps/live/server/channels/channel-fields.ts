import { randomBytes } from 'node:crypto'
import { newId } from '#platform/ids.ts'
import type { ChannelPatch, ChatSettings, NewChannel } from '../../contract/channel.ts'
import type { ChannelRow } from '../live-tables.ts'

/** The row of a new channel; everything but the name has a default: public, recorded, chat for members, twenty minutes of grace. */
export function channelOf(
  input: NewChannel,
  made: { spaceId: string; ownerId: string; now: number; iso: string },
): Omit<ChannelRow, 'key_hash' | 'key_sealed'> {
  return {
    id: newId(made.now),
    space_id: made.spaceId,
    owner_id: made.ownerId,
    public_id: newPublicId(),
    name: input.name.trim(),
    description: input.description ?? '',
    visibility: input.visibility ?? 'public',
    record: flag(input.record ?? true),
    grace_minutes: input.graceMinutes ?? 20,
    low_rendition: flag(input.lowRendition ?? false),
    chat_enabled: 1,
    chat_guests: 0,
    chat_slow_seconds: 0,
    ...chatChanges(input.chat ?? {}),
    state: 'offline',
    off_air: 1,
    event_id: null,
    test_until: null,
    created_at: made.iso,
    updated_at: made.iso,
    version: 1,
    access_version: 1,
  }
}

/** What a patch changes in the row; another visibility also ends the paths given out before. */
export function channelChanges(channel: ChannelRow, patch: ChannelPatch): Partial<ChannelRow> {
  const changes: Partial<ChannelRow> = chatChanges(patch.chat ?? {})
  if (patch.name !== undefined) changes.name = patch.name.trim()
  if (patch.description !== undefined) changes.description = patch.description
  if (patch.record !== undefined) changes.record = flag(patch.record)
  if (patch.graceMinutes !== undefined) changes.grace_minutes = patch.graceMinutes
  if (patch.lowRendition !== undefined) changes.low_rendition = flag(patch.lowRendition)
  if (patch.visibility !== undefined && patch.visibility !== channel.visibility) {
    changes.visibility = patch.visibility
    changes.access_version = channel.access_version + 1
  }
  return changes
}

function chatChanges(chat: Partial<ChatSettings>): Partial<ChannelRow> {
  return {
    ...(chat.enabled !== undefined && { chat_enabled: flag(chat.enabled) }),
    ...(chat.guests !== undefined && { chat_guests: flag(chat.guests) }),
    ...(chat.slowSeconds !== undefined && { chat_slow_seconds: chat.slowSeconds }),
  }
}

const letters = 'abcdefghijklmnopqrstuvwxyz234567'

/** Twelve letters and digits, 60 random bits: nobody guesses a private channel. */
const newPublicId = (): string => Array.from(randomBytes(12), (byte) => letters[byte & 31]).join('')

const flag = (on: boolean): 0 | 1 => (on ? 1 : 0)
