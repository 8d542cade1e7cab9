import { type Static, Type } from 'typebox'
import { Id, Line, Nullable, Strict, Text, Time, VisibilityShape } from '../../../contract/shapes.ts'
import { LiveEvent } from './event.ts'

/** In addresses of the stream; says nothing about the stream key. */
export const PublicId = Type.String({ pattern: '^[a-z0-9]{12}$', minLength: 12, maxLength: 12 })

/** `offline`: nothing is sent. `reconnecting`: an event runs and its encoder is away; it comes back by itself. */
export const channelStates = ['offline', 'live', 'reconnecting'] as const
export type ChannelState = (typeof channelStates)[number]

export const ChatSettings = Strict({
  enabled: Type.Boolean(),
  /** People without an account may write, under a name they choose. Only where the channel is public. */
  guests: Type.Boolean(),
  /** Seconds between two messages of one person; 0 is no slow mode. Moderators are not slowed. */
  slowSeconds: Type.Integer({ minimum: 0, maximum: 600 }),
})
export type ChatSettings = Static<typeof ChatSettings>

const fields = {
  name: Line(100),
  description: Text(2_000),
  visibility: VisibilityShape,
  /** Every event becomes a clip. */
  record: Type.Boolean(),
  /** Minutes for which an event waits for its encoder before it ends by itself. */
  graceMinutes: Type.Integer({ minimum: 1, maximum: 240 }),
  /** A second, small picture for weak lines; costs up to a third of a processor core while live. */
  lowRendition: Type.Boolean(),
  chat: ChatSettings,
}

export const NewChannel = Type.Object(
  {
    name: fields.name,
    description: Type.Optional(fields.description),
    visibility: Type.Optional(fields.visibility),
    record: Type.Optional(fields.record),
    graceMinutes: Type.Optional(fields.graceMinutes),
    lowRendition: Type.Optional(fields.lowRendition),
    chat: Type.Optional(Type.Partial(ChatSettings, { additionalProperties: false })),
  },
  { additionalProperties: false },
)
export type NewChannel = Static<typeof NewChannel>

export const ChannelPatch = Type.Object(
  {
    name: Type.Optional(fields.name),
    description: Type.Optional(fields.description),
    visibility: Type.Optional(fields.visibility),
    record: Type.Optional(fields.record),
    graceMinutes: Type.Optional(fields.graceMinutes),
    lowRendition: Type.Optional(fields.lowRendition),
    chat: Type.Optional(Type.Partial(ChatSettings, { additionalProperties: false })),
  },
  { additionalProperties: false, minProperties: 1 },
)
export type ChannelPatch = Static<typeof ChannelPatch>

/** Signed paths for channels that are not public; they go on working for a day. */
export const LivePlayback = Strict({
  /** Low-latency HLS: the last minute. */
  hls: Type.String(),
  /** The running event from its start, for rewinding; null before its first segment. */
  dvr: Nullable(Type.String()),
})
export type LivePlayback = Static<typeof LivePlayback>

export const Channel = Strict({
  id: Id,
  publicId: PublicId,
  ...fields,
  state: Type.Enum([...channelStates]),
  /** Null while offline. */
  playback: Nullable(LivePlayback),
  /** When the running event went live. */
  startedAt: Nullable(Time),
  /** Pages and players that watch right now. */
  viewers: Type.Integer(),
  /** The event that runs or waits for its encoder. */
  event: Nullable(LiveEvent),
  /** The next scheduled event. */
  next: Nullable(LiveEvent),
  /** What the asker may do: `operate` shows the ingest and ends events, `moderate` keeps the chat, `edit` changes the channel. */
  may: Strict({
    operate: Type.Boolean(),
    moderate: Type.Boolean(),
    edit: Type.Boolean(),
    chat: Type.Boolean(),
  }),
  /** Whether the asker is told when it goes live; null for who is no member, and in what is said to many at once. */
  following: Nullable(Type.Boolean()),
  createdAt: Time,
  version: Type.Integer(),
})
export type Channel = Static<typeof Channel>

/** What an encoder needs. Shown on request to those who may operate the channel. */
export const Ingest = Strict({
  /** `rtmp://host:1935/live` */
  server: Type.String(),
  /** The same over TLS; null when the house has no certificate for it. */
  secureServer: Nullable(Type.String()),
  streamKey: Type.String(),
  /** Why no streams are taken at the moment, in words for whoever runs the house; absent when all is well. */
  problem: Type.Optional(Type.String()),
})
export type Ingest = Static<typeof Ingest>
