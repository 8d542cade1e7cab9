import type { Selectable } from 'kysely'

/** Somebody wants to be told when a channel goes live. */
export type FollowTable = {
  /** Stands in the address that ends it: whoever follows again has another one. */
  id: string
  space_id: string
  channel_id: string
  account_id: string
  created_at: string
}
export type FollowRow = Selectable<FollowTable>

/** `live`: an event has begun. `alarm`: its picture stays away. */
export type LetterKind = 'live' | 'alarm'

/** The last letter of a kind to somebody about a channel. It stands here before it is sent: nobody gets it twice. */
export type LetterTable = {
  channel_id: string
  account_id: string
  kind: LetterKind
  space_id: string
  event_id: string
  sent_at: string
}
export type LetterRow = Selectable<LetterTable>
