import { allow } from '#platform/auth/policy.ts'
import type { Db } from '#platform/db/db.ts'
import { pageOf } from '#platform/http/cursors.ts'
import { type AnyCall, type BoundRoute, handle } from '#platform/http/handle.ts'
import type { Platform } from '#platform/platform.ts'
import type { Ban } from '../../contract/chat.ts'
import {
  banFromChat,
  liftBan,
  listBans,
  listChat,
  pinInChat,
  readPinned,
  removeFromChat,
  replayChat,
  sayInChat,
} from '../../contract/chat-routes.ts'
import type { WatchedChannels } from '../audience/watched-channel.ts'
import { channelPolicies } from '../channels/channel-policies.ts'
import * as bans from './ban-store.ts'
import type { Chat } from './chat.ts'
import { bannedUntil } from './chat.ts'
import * as store from './chat-store.ts'
import type { ChatBanRow, ChatMessageRow, ChatTables } from './chat-tables.ts'
import { accountsOf, viewMessage } from './chat-view.ts'
import { originOf, type People } from './person.ts'
import type { RecordedTime } from './recorded-time.ts'

type Needs = Pick<Platform, 'accounts' | 'clock' | 'cursors'> & {
  db: Db<ChatTables>
  channels: WatchedChannels
  /** The time of the recording of an event that the asker may watch. Throws `Fault('missing')`. */
  timeOfEvent(who: AnyCall['standing'], eventId: string): Promise<RecordedTime>
  chat: Chat
  people: People
}

export function chatRoutes(needs: Needs): BoundRoute[] {
  const { db, clock, cursors, channels, chat, people } = needs
  const readable = async ({ standing }: AnyCall, id: string) =>
    allow(channelPolicies, 'read', standing, await channels.find(standing.space.id, id))
  const personOf = (call: AnyCall, channelId: string) =>
    people.keyOf(call.standing, channelId, originOf(call.request))
  const view = async (call: AnyCall, rows: readonly ChatMessageRow[]) => {
    const names = await needs.accounts.people(accountsOf(rows))
    return (row: ChatMessageRow) => viewMessage(row, names, personOf(call, row.channel_id))
  }
  const viewOne = async (call: AnyCall, row: ChatMessageRow) => (await view(call, [row]))(row)

  return [
    handle(listChat, async (call) => {
      const { params, query } = call
      await readable(call, params.id)
      const ban = await bans.banOf(db.read, params.id, personOf(call, params.id), clock.iso())
      if (ban) throw bannedUntil(ban.until)
      const list = `chat:${params.id}`
      const before = query.cursor === undefined ? null : String(cursors.decode(list, query.cursor)[0])
      const limit = query.limit ?? 20
      const rows = await store.listMessages(db.replica, params.id, limit + 1, before)
      return pageOf(rows, limit, await view(call, rows), (last) => cursors.encode(list, [last.id]))
    }),
    handle(sayInChat, async (call) =>
      viewOne(call, await chat.say(call.standing, call.params.id, call.body, originOf(call.request))),
    ),
    handle(removeFromChat, async ({ standing, params }) => {
      await chat.remove(standing, params.id, params.message)
      return undefined
    }),
    handle(readPinned, async (call) => {
      await readable(call, call.params.id)
      const row = await store.pinnedMessage(db.read, call.params.id)
      return { message: row && (await viewOne(call, row)) }
    }),
    handle(pinInChat, async (call) => {
      const row = await chat.pin(call.standing, call.params.id, call.body.messageId)
      return { message: row && (await viewOne(call, row)) }
    }),
    handle(listBans, async (call) => {
      const { standing, params, query } = call
      allow(channelPolicies, 'moderate', standing, await channels.find(standing.space.id, params.id))
      const list = `chat-bans:${params.id}`
      const before = query.cursor === undefined ? null : String(cursors.decode(list, query.cursor)[0])
      const limit = query.limit ?? 20
      const rows = await bans.listBans(db.replica, params.id, { now: clock.iso(), limit: limit + 1, before })
      const names = await banNames(rows)
      return pageOf(
        rows,
        limit,
        (row) => viewBan(row, names),
        (last) => cursors.encode(list, [last.id]),
      )
    }),
    handle(banFromChat, async ({ standing, params, body }) => {
      const row = await chat.ban(standing, params.id, body)
      return viewBan(row, await banNames([row]))
    }),
    handle(liftBan, async ({ standing, params }) => {
      await chat.lift(standing, params.id, params.ban)
      return undefined
    }),
    handle(replayChat, async (call) => {
      const { standing, params, query } = call
      const time = await needs.timeOfEvent(standing, params.id)
      const list = `chat-replay:${params.id}`
      const [seconds, after] = query.cursor === undefined ? [] : cursors.decode(list, query.cursor)
      const limit = query.limit ?? 20
      const rows = await store.replayMessages(db.replica, params.id, limit + 1, {
        seconds: Number(seconds ?? time.passed(query.from ?? 0)),
        after: after === undefined ? null : String(after),
      })
      const viewed = await view(call, rows)
      return pageOf(
        rows,
        limit,
        (row) => ({ ...viewed(row), at: time.recorded(row.at!) }),
        (last) => cursors.encode(list, [last.at!, last.id]),
      )
    }),
  ]

  function banNames(rows: readonly ChatBanRow[]) {
    return needs.accounts.people([
      ...new Set(rows.flatMap(({ account_id, by_id }) => (account_id ? [account_id, by_id] : [by_id]))),
    ])
  }
}

function viewBan(row: ChatBanRow, names: ReadonlyMap<string, { name: string }>): Ban {
  return {
    id: row.id,
    name: row.account_id === null ? row.guest_name! : names.get(row.account_id)!.name,
    guest: row.account_id === null,
    until: row.until,
    createdAt: row.created_at,
    by: names.get(row.by_id)!.name,
  }
}
