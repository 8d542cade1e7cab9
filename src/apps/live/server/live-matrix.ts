import type { AppMatrix, MatrixHouse } from '#platform/auth/matrix.ts'
import { newId } from '#platform/ids.ts'
import type { Visibility } from '../../../contract/shapes.ts'
import { channelOf } from './channels/channel-fields.ts'
import { insertChannel, updateChannel } from './channels/channel-store.ts'
import { openStreamKeys } from './channels/stream-keys.ts'
import { putBan } from './chat/ban-store.ts'
import { insertMessage } from './chat/chat-store.ts'
import type { ChatTables } from './chat/chat-tables.ts'
import { insertEvent } from './events/event-store.ts'
import type { ChannelRow, LiveEventRow, LiveTables } from './live-tables.ts'
import { eventRow } from './events/event-row.ts'
import { insertFollow } from './notices/follow-store.ts'
import { putLetter } from './notices/letter-store.ts'

/** Channels as the access matrix asks for them. Events are states of their own: their routes take their ids. */
export const matrix: AppMatrix = {
  unaudited: {
    'chat.say': 'the chat itself says who wrote what; too many',
    'channel.follow': 'what somebody wants to be told is their own business',
    'channel.unfollow': 'see channel.follow',
    'follow.end-by-link': 'see channel.follow',
  },
  states: [
    { name: 'public', closedToStrangers: false, closedToMembers: false },
    { name: 'public, guests may write', closedToStrangers: false, closedToMembers: false },
    { name: 'public, no chat', closedToStrangers: false, closedToMembers: false },
    { name: 'public, live', closedToStrangers: false, closedToMembers: false },
    { name: 'public, being tested', closedToStrangers: false, closedToMembers: false },
    { name: 'members', closedToStrangers: true, closedToMembers: false },
    { name: 'private', closedToStrangers: true, closedToMembers: false },
    { name: 'an announced event, public', closedToStrangers: false, closedToMembers: false },
    { name: 'a running event, public', closedToStrangers: false, closedToMembers: false },
    { name: 'a past event, members', closedToStrangers: true, closedToMembers: false },
    { name: 'an announced event, private', closedToStrangers: true, closedToMembers: false },
  ],

  async make(state, house) {
    const channel = await makeChannel(state, house)
    await makeFollower(channel, house)
    const { message, ban } = await makeChat(channel, house)
    const event = eventState(state)
    if (!event) return { params: { id: channel.id, message, ban } }
    const { id } = await makeEvent(channel, event, house)
    // On a channel of its own its routes are asked; here it is the event's id that counts.
    return { params: { id: state.includes('event') ? id : channel.id, message, ban } }
  },

  body: (routeId, { params }) => bodies(params.id!, params.message!)[routeId],
}

const bodies = (id: string, messageId: string): Record<string, object> => ({
  'channel.create': { name: 'Another service' },
  'channel.patch': { name: 'Another name' },
  'event.schedule': { channelId: id, title: 'Harvest', scheduledAt: '2030-10-06T09:00:00.000Z' },
  'event.patch': { title: 'Another title' },
  'chat.say': { body: 'Good morning', guestName: 'Ann' },
  'chat.pin': { messageId },
  'chat.ban': { messageId, minutes: 5 },
})

function eventState(state: string): LiveEventRow['state'] | null {
  if (state.startsWith('an announced')) return 'scheduled'
  if (state.startsWith('a running') || state.endsWith('live')) return 'live'
  return state.startsWith('a past') ? 'ended' : null
}

async function makeChannel(state: string, { platform, space, authorId }: MatrixHouse): Promise<ChannelRow> {
  const { clock, config } = platform
  const visibility = (['members', 'private'] as Visibility[]).find((one) => state.includes(one)) ?? 'public'
  const chat = { guests: state.includes('guests'), enabled: !state.includes('no chat') }
  const made = { spaceId: space.id, ownerId: authorId, now: clock.now(), iso: clock.iso() }
  const fields = channelOf({ name: 'Service', visibility, chat }, made)
  const test = state.includes('tested') ? clock.iso(600) : null
  const row = { ...fields, test_until: test, ...openStreamKeys(config.secretKey).make(fields.id) }
  await platform.db.tables<LiveTables>().transact((tx) => insertChannel(tx, row))
  return row
}

async function makeEvent(
  channel: ChannelRow,
  state: LiveEventRow['state'],
  { platform }: MatrixHouse,
): Promise<LiveEventRow> {
  const { clock } = platform
  const begun = state === 'live' || state === 'ended'
  const event: LiveEventRow = {
    ...eventRow(clock, {
      space_id: channel.space_id,
      channel_id: channel.id,
      author_id: channel.owner_id,
      title: 'Sunday',
      description: '',
      state,
      scheduled_at: clock.iso(3600),
    }),
    started_at: begun ? clock.iso(-60) : null,
    ended_at: state === 'ended' ? clock.iso() : null,
  }
  await platform.db.tables<LiveTables>().transact(async (tx) => {
    await insertEvent(tx, event)
    if (state === 'live')
      await updateChannel(tx, channel.id, { state: 'live', off_air: 0, event_id: event.id })
  })
  return event
}

/** The author of the channel, who was written to. */
async function makeFollower(channel: ChannelRow, { platform, authorId }: MatrixHouse): Promise<void> {
  const { clock } = platform
  const about = { space_id: channel.space_id, channel_id: channel.id, account_id: authorId }
  await platform.db.tables<LiveTables>().transact(async (tx) => {
    await insertFollow(tx, { ...about, id: newId(clock.now()), created_at: clock.iso() })
    await putLetter(tx, { ...about, kind: 'live', event_id: newId(clock.now()), sent_at: clock.iso() })
  })
}

/** A message of a guest, who is kept out. */
async function makeChat(channel: ChannelRow, { platform, authorId }: MatrixHouse) {
  const { clock } = platform
  const [message, ban] = [newId(clock.now()), newId(clock.now())]
  const about = { space_id: channel.space_id, channel_id: channel.id, person: 'guest:somebody' as const }
  const guest = { ...about, account_id: null, guest_name: 'Somebody', created_at: clock.iso() }
  await platform.db.tables<ChatTables>().transact(async (tx) => {
    const words = { event_id: null, at: null, role: 'guest' as const, body: 'Hello', removed_at: null }
    await insertMessage(tx, { ...guest, ...words, id: message })
    await putBan(tx, { ...guest, id: ban, until: null, by_id: authorId })
  })
  return { message, ban }
}
