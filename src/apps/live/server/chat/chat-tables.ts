import type { Selectable } from 'kysely'
import type { ChatAuthor } from '../../contract/chat.ts'

/**
 * A person as the chat tells them apart: `account:<id>`, or `guest:<digest>` of browser and address. The digest says nothing about
 * either, and differs from channel to channel.
 */
export type PersonKey = `account:${string}` | `guest:${string}`

export type ChatMessageTable = {
  id: string
  space_id: string
  channel_id: string
  /** The event that ran when it was written; null outside of one. */
  event_id: string | null
  /** Seconds since that event went live. */
  at: number | null
  person: PersonKey
  /** Null for guests. */
  account_id: string | null
  /** The name a guest chose; null for accounts, whose name may change. */
  guest_name: string | null
  role: ChatAuthor['role']
  body: string
  created_at: string
  /** Taken back, by its author or a moderator. Nobody reads it any more. */
  removed_at: string | null
}
export type ChatMessageRow = Selectable<ChatMessageTable>

export type ChatBanTable = {
  id: string
  space_id: string
  channel_id: string
  person: PersonKey
  account_id: string | null
  guest_name: string | null
  /** Null: until it is lifted. */
  until: string | null
  created_at: string
  by_id: string
}
export type ChatBanRow = Selectable<ChatBanTable>

/** When somebody last wrote, and how much in the running window: exact across processes, because every message writes it. */
export type ChatPaceTable = {
  channel_id: string
  space_id: string
  person: PersonKey
  last_at: string
  window_at: string
  window_count: number
}
export type ChatPaceRow = Selectable<ChatPaceTable>

export type ChatPinTable = { channel_id: string; space_id: string; message_id: string }

export type ChatTables = {
  chat_messages: ChatMessageTable
  chat_bans: ChatBanTable
  chat_paces: ChatPaceTable
  chat_pins: ChatPinTable
}
