import type { Selectable } from 'kysely'
import type { Visibility } from '../../../contract/shapes.ts'
import type { ChannelState } from '../contract/channel.ts'
import type { EventState } from '../contract/event.ts'
import type { EndReason } from './push.ts'
import type { FollowTable, LetterTable } from './notices/notice-tables.ts'
import type { RenditionId } from './packager/packaged.ts'

export type ChannelTable = {
  id: string
  space_id: string
  /** Who made it; clips of its events are theirs. */
  owner_id: string
  /** In addresses of the stream. */
  public_id: string
  name: string
  description: string
  visibility: Visibility
  record: 0 | 1
  grace_minutes: number
  low_rendition: 0 | 1
  chat_enabled: 0 | 1
  chat_guests: 0 | 1
  chat_slow_seconds: number
  state: ChannelState
  /** 0 while an event is live or reconnecting: lists begin with those. */
  off_air: 0 | 1
  /** The event that is live or reconnecting. */
  event_id: string | null
  /** Until then a push is a private test. */
  test_until: string | null
  /** SHA-256 of the stream key: what a push is looked up by. */
  key_hash: string
  /** The stream key, sealed for this row: shown to operators on request. */
  key_sealed: string
  created_at: string
  updated_at: string
  /** Raised by each edit; `If-Match` compares it. */
  version: number
  /** Raised when who may watch changes: ends every signed path given out before. */
  access_version: number
}
export type ChannelRow = Selectable<ChannelTable>

/**
 * `open`: segments are being written. `kept`: it is over and its segments stay with the event. `clip`: footage has it.
 * `lost`: nothing of it could be written.
 */
export type RecordingState = 'none' | 'open' | 'kept' | 'clip' | 'lost'

export type LiveEventTable = {
  id: string
  space_id: string
  channel_id: string
  author_id: string
  title: string
  description: string
  state: EventState
  scheduled_at: string | null
  started_at: string | null
  ended_at: string | null
  /** Since when the encoder is away. */
  away_since: string | null
  peak_viewers: number
  recording: RecordingState
  /** `EXT-X-TARGETDURATION`, from the first segment on the same for all. */
  target_seconds: number | null
  clip_id: string | null
  created_at: string
  version: number
}
export type LiveEventRow = Selectable<LiveEventTable>

/** One connection of an encoder: an epoch of its channel. */
export type PushTable = {
  id: string
  space_id: string
  channel_id: string
  /** Null for a test. */
  event_id: string | null
  /** Counts the pushes of a channel, whichever process takes them. */
  epoch: number
  node: string
  /** Media sequence number of its first segment. */
  first_sequence: number
  /** One past the last number that viewers may have been told, as of its last beat. */
  next_sequence: number
  /** 1 once that is exact; 0 while it runs, and after a process that died. */
  settled: 0 | 1
  encoder: string | null
  started_at: string
  ended_at: string | null
  end_reason: EndReason | 'died' | null
}
export type PushRow = Selectable<PushTable>

/** A recorded segment. */
export type SegmentTable = {
  event_id: string
  space_id: string
  rendition: RenditionId
  sequence: number
  epoch: number
  duration_seconds: number
  /** Wall clock of its first frame. */
  started_at: string
  bytes: number
  /** Storage keys. */
  key: string
  init_key: string
  discontinuity: 0 | 1
}
export type SegmentRow = Selectable<SegmentTable>

/** Which process a channel's viewers are served by. */
export type LeaseTable = {
  channel_id: string
  space_id: string
  public_id: string
  /** Null while nobody has it. */
  node: string | null
  /** Where other processes reach that one: `http://10.0.0.7:5000`. */
  address: string | null
  epoch: number
  /** Segments that the node has still to record, as of its last beat. */
  unwritten: number
  beat_at: string
}
export type LeaseRow = Selectable<LeaseTable>

export type LiveTables = {
  channels: ChannelTable
  live_events: LiveEventTable
  live_pushes: PushTable
  live_segments: SegmentTable
  live_leases: LeaseTable
  live_follows: FollowTable
  live_letters: LetterTable
}
