import { type Static, Type } from 'typebox'
import { Id, Line, Nullable, Strict, Text, Time } from '../../../contract/shapes.ts'

/** `waiting`: its time has come, no picture yet. `reconnecting`: the encoder is away and the event goes on without it. */
export const eventStates = ['scheduled', 'waiting', 'live', 'reconnecting', 'ended'] as const
export type EventState = (typeof eventStates)[number]

export const LiveEvent = Strict({
  id: Id,
  channelId: Id,
  title: Type.String(),
  description: Type.String(),
  state: Type.Enum([...eventStates]),
  scheduledAt: Nullable(Time),
  startedAt: Nullable(Time),
  endedAt: Nullable(Time),
  /** The most viewers at one time. */
  peakViewers: Type.Integer(),
  /** The recording, as a clip in footage; null while there is none the asker may see. */
  clipId: Nullable(Id),
  version: Type.Integer(),
})
export type LiveEvent = Static<typeof LiveEvent>

export const NewLiveEvent = Strict({
  channelId: Id,
  title: Line(200),
  description: Type.Optional(Text(10_000)),
  scheduledAt: Time,
})
export type NewLiveEvent = Static<typeof NewLiveEvent>

/** `scheduledAt` only while it has not begun; the title also while it runs. */
export const LiveEventPatch = Type.Partial(
  Strict({ title: Line(200), description: Text(10_000), scheduledAt: Time }),
  { additionalProperties: false, minProperties: 1 },
)
export type LiveEventPatch = Static<typeof LiveEventPatch>
