import type { Standing } from '#platform/auth/actor.ts'
import { allow, atLeast } from '#platform/auth/policy.ts'
import type { Db } from '#platform/db/db.ts'
import { Fault } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'
import type { Platform } from '#platform/platform.ts'
import type { NewBan, NewChatMessage } from '../../contract/chat.ts'
import { channelPolicies } from '../channels/channel-policies.ts'
import { chatPolicies } from './chat-policies.ts'
import type { WatchedChannel, WatchedChannels } from '../audience/watched-channel.ts'
import * as bans from './ban-store.ts'
import { liveActions, ofChannel } from '../live-audit.ts'
import type { ChatNews } from './chat-news.ts'
import * as store from './chat-store.ts'
import type { ChatBanRow, ChatMessageRow, ChatTables, PersonKey } from './chat-tables.ts'
import { accountsOf, viewMessage } from './chat-view.ts'
import { nextPace } from './pace.ts'
import type { Origin, People } from './person.ts'

/** Seconds in which the same words of one person are the same message: a page whose answer was lost sends it again. */
const sameSeconds = 10
/** A ban takes away what was written within these seconds, and at most so many messages. */
const [banReach, mostRemoved] = [24 * 3600, 1000]

export type Chat = ReturnType<typeof openChat>
type Needs = Pick<Platform, 'accounts' | 'audit' | 'clock' | 'log'> & {
  db: Db<ChatTables>
  channels: WatchedChannels
  news: ChatNews
  people: People
}

/**
 * What people may do in the chat of a channel. Each message is on disk before anybody sees it, and has been told to every process
 * before its author hears that it is: so their next one comes after it, whichever process takes it.
 */
export function openChat({ db, audit, clock, log, accounts, channels, news, people }: Needs) {
  return {
    async say(
      who: Standing,
      channelId: string,
      input: NewChatMessage,
      from: Origin,
    ): Promise<ChatMessageRow> {
      const channel = allow(chatPolicies, 'say', who, await channels.find(who.space.id, channelId))
      const person = people.keyOf(who, channelId, from)
      const row = messageRow(who, channel, person, input)
      const slowSeconds = moderates(who, channel) ? 0 : channel.chat.slowSeconds
      // Before: once a message is kept, nothing keeps it from being told.
      const names = await accounts.people(accountsOf([row]))
      const kept = await db.transact(async (tx) => {
        const ban = await bans.banOf(tx, channelId, person, row.created_at)
        if (ban) throw bannedUntil(ban.until)
        const before = await store.lastMessageOf(tx, channelId, person)
        if (before && isSame(before, row) && before.created_at > clock.iso(-sameSeconds)) return before
        const pace = nextPace(await bans.paceOf(tx, channelId, person), clock.now(), slowSeconds)
        await bans.putPace(tx, { channel_id: channelId, space_id: channel.space_id, person, ...pace })
        await store.insertMessage(tx, row)
        return row
      })
      if (kept !== row) return kept
      await news.tell(channelId, { is: 'said', message: viewMessage(row, names, null) })
      return row
    },

    async remove(who: Standing, channelId: string, id: string): Promise<void> {
      const channel = allow(channelPolicies, 'read', who, await channels.find(who.space.id, channelId))
      await db.transact(async (tx) => {
        const message = await store.findMessage(tx, channelId, id)
        if (!message) return
        const own = message.account_id === who.accountId
        if (!own) allow(channelPolicies, 'moderate', who, channel)
        await store.removeMessage(tx, id, clock.iso())
        // Taking back one's own words is nobody's business.
        if (own) return
        const details = { author: await nameOf(message) }
        await audit.record(tx, liveActions.messageRemoved, { ...ofChannel(channel), details })
      })
      await news.tell(channelId, { is: 'removed', ids: [id] })
    },

    /** The message that is pinned from now on; none for null. */
    async pin(who: Standing, channelId: string, messageId: string | null): Promise<ChatMessageRow | null> {
      const channel = allow(channelPolicies, 'moderate', who, await channels.find(who.space.id, channelId))
      const message = await db.transact(async (tx) => {
        const found = messageId === null ? null : await messageOf(tx, channelId, messageId)
        await store.pinMessage(tx, channel, messageId)
        if (found) {
          const details = { author: await nameOf(found) }
          await audit.record(tx, liveActions.messagePinned, { ...ofChannel(channel), details })
        } else await audit.record(tx, liveActions.messageUnpinned, ofChannel(channel))
        return found
      })
      const names = await accounts.people(accountsOf(message ? [message] : []))
      await news.tell(channelId, { is: 'pinned', message: message && viewMessage(message, names, null) })
      return message
    },

    /** Keeps whoever wrote a message out of the chat. Members stay members; those who moderate cannot be kept out. */
    async ban(who: Standing, channelId: string, input: NewBan): Promise<ChatBanRow> {
      const channel = allow(channelPolicies, 'moderate', who, await channels.find(who.space.id, channelId))
      const { ban, removed } = await db.transact(async (tx) => {
        const message = await messageOf(tx, channelId, input.messageId)
        if (message.role === 'moderator')
          throw new Fault(
            'conflict',
            'is-moderator',
            'Who moderates this chat cannot be kept out of it. Change their role in the space first.',
          )
        const row: ChatBanRow = {
          id: newId(clock.now()),
          space_id: channel.space_id,
          channel_id: channelId,
          person: message.person,
          account_id: message.account_id,
          guest_name: message.guest_name,
          until: input.minutes === null ? null : clock.iso(input.minutes * 60),
          created_at: clock.iso(),
          by_id: who.accountId!,
        }
        await bans.putBan(tx, row)
        await audit.record(tx, liveActions.personBanned, {
          ...ofChannel(channel),
          details: {
            person: await nameOf(row),
            until: row.until === null ? 'for good' : `until ${row.until}`,
          },
        })
        const gone = input.removeMessages
          ? await store.removeMessagesOf(tx, channelId, message.person, {
              sinceId: newId(clock.now() - banReach * 1000),
              now: clock.iso(),
              limit: mostRemoved,
            })
          : []
        return { ban: row, removed: gone }
      })
      if (removed.length > 0) await news.tell(channelId, { is: 'removed', ids: removed })
      await news.tell(channelId, { is: 'banned', person: ban.person })
      log.info({ channelId, banId: ban.id, by: who.accountId, until: ban.until }, 'kept out of a chat')
      return ban
    },

    async lift(who: Standing, channelId: string, id: string): Promise<void> {
      const channel = allow(channelPolicies, 'moderate', who, await channels.find(who.space.id, channelId))
      const lifted = await db.transact(async (tx) => {
        const ban = await bans.deleteBan(tx, channelId, id)
        if (!ban) return null
        const details = { person: await nameOf(ban) }
        await audit.record(tx, liveActions.banLifted, { ...ofChannel(channel), details })
        return ban
      })
      if (!lifted) return
      await news.tell(channelId, { is: 'lifted', person: lifted.person })
      log.info({ channelId, banId: id, by: who.accountId }, 'let into a chat again')
    },
  }

  /** Of whoever wrote a message or is kept out. */
  async function nameOf({ account_id, guest_name }: Author): Promise<string> {
    if (account_id === null) return guest_name ?? 'a guest'
    return (await accounts.people([account_id])).get(account_id)!.name
  }

  function messageRow(
    who: Standing,
    channel: WatchedChannel,
    person: PersonKey,
    input: NewChatMessage,
  ): ChatMessageRow {
    const startedAt = channel.event?.startedAt ?? null
    return {
      id: newId(clock.now()),
      space_id: channel.space_id,
      channel_id: channel.id,
      event_id: startedAt === null ? null : channel.event!.id,
      at: startedAt === null ? null : Math.max(0, (clock.now() - Date.parse(startedAt)) / 1000),
      person,
      account_id: who.accountId,
      guest_name: who.accountId === null ? guestName(input.guestName) : null,
      role: moderates(who, channel) ? 'moderator' : who.role === null ? 'guest' : 'member',
      body: input.body.trim(),
      created_at: clock.iso(),
      removed_at: null,
    }
  }
}

/** Guests behind one line may look alike; their names tell them apart. */
const isSame = (one: ChatMessageRow, other: ChatMessageRow): boolean =>
  one.body === other.body && one.guest_name === other.guest_name

type Author = Pick<ChatMessageRow, 'account_id' | 'guest_name'>

/** What a person who is kept out reads. */
export function bannedUntil(until: string | null): Fault {
  const when = until === null ? '' : ' for now'
  return new Fault(
    'forbidden',
    'chat-banned',
    `A moderator has closed this chat for you${when}. You can go on watching.`,
  )
}

async function messageOf(tx: store.ChatTx, channelId: string, id: string): Promise<ChatMessageRow> {
  const message = await store.findMessage(tx, channelId, id)
  if (!message) throw new Fault('missing', 'not-found', 'This message has been taken back meanwhile.')
  return message
}

const moderates = (who: Standing, channel: WatchedChannel): boolean =>
  atLeast(who.role, 'member') && channelPolicies.moderate(who, channel) === 'allow'

function guestName(given: string | undefined): string {
  const name = given?.trim().replaceAll(/\s+/g, ' ')
  if (!name)
    throw new Fault('invalid', 'name-needed', 'Tell the others your name first; your text is kept.', {
      errors: [{ path: '/guestName', message: 'Say who you are, in up to 40 characters.' }],
    })
  return name
}
