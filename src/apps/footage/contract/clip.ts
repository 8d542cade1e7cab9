import { type Static, Type } from 'typebox'
import { Id, Line, Nullable, Person, Strict, Text, Time, VisibilityShape } from '../../../contract/shapes.ts'
import { Caption, mostCaptions } from './caption.ts'

export const Tag = Type.String({ minLength: 1, maxLength: 40, pattern: '^[^,\\s][^,]*$' })

const fields = {
  title: Line(200),
  description: Text(10_000),
  visibility: VisibilityShape,
  tags: Type.Array(Tag, { maxItems: 30, uniqueItems: true }),
  /** When it was filmed. */
  recordedAt: Nullable(Time),
}

export const NewClip = Strict({
  title: fields.title,
  description: Type.Optional(fields.description),
  visibility: fields.visibility,
  tags: Type.Optional(fields.tags),
  recordedAt: Type.Optional(fields.recordedAt),
  file: Strict({
    name: Type.String({ minLength: 1, maxLength: 255 }),
    size: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    type: Type.String({ maxLength: 127 }),
  }),
})
export type NewClip = Static<typeof NewClip>

export const ClipPatch = Type.Partial(Strict(fields), { additionalProperties: false, minProperties: 1 })
export type ClipPatch = Static<typeof ClipPatch>

export const clipStates = ['uploading', 'processing', 'ready', 'failed'] as const
export type ClipState = (typeof clipStates)[number]

export const Rendition = Strict({
  /** Shorter side in pixels; 0 is sound only. */
  height: Type.Integer(),
  width: Type.Integer(),
  /** Re-wrapped from the source rather than encoded. */
  source: Type.Boolean(),
  state: Type.Enum(['waiting', 'running', 'ready', 'failed', 'cancelled']),
  percent: Type.Number(),
})
export type Rendition = Static<typeof Rendition>

/** The poster in smaller sizes, for `srcset`; empty until they are made. Signed like `poster`. */
const Pictures = Type.Array(Strict({ url: Type.String(), width: Type.Integer() }), { maxItems: 4 })

export const Clip = Strict({
  id: Id,
  title: Type.String(),
  description: Type.String(),
  visibility: VisibilityShape,
  tags: Type.Array(Type.String()),
  recordedAt: Nullable(Time),
  createdAt: Time,
  updatedAt: Time,
  /** Set while a deleted clip can still be brought back. */
  deletedAt: Nullable(Time),
  author: Person,
  state: Type.Enum([...clipStates]),
  progress: Strict({ percent: Type.Number(), stage: Type.String(), secondsLeft: Nullable(Type.Number()) }),
  durationSeconds: Nullable(Type.Number()),
  width: Nullable(Type.Integer()),
  height: Nullable(Type.Integer()),
  /** Of the original, bytes. */
  size: Type.Integer(),
  fileName: Type.String(),
  renditions: Type.Array(Rendition),
  /** Null until something can be watched. Signed paths that expire; ask again for fresh ones. */
  playback: Nullable(
    Strict({
      hls: Type.String(),
      poster: Nullable(Type.String()),
      pictures: Pictures,
      storyboard: Type.Optional(Type.String()),
      /** Null while a recording is not one file yet. */
      original: Nullable(Type.String()),
      captions: Type.Array(Caption, { maxItems: mostCaptions }),
    }),
  ),
  /** Of what it is a recording: a page of this house. */
  recordingOf: Type.Optional(Strict({ title: Type.String(), path: Type.String() })),
  failure: Type.Optional(Strict({ code: Type.String(), message: Type.String() })),
  /** Where the asker may fetch the file as it came, also when it could not be played. Signed like `playback`. */
  download: Type.Optional(Type.String()),
  /** Until when a deleted clip can be brought back. */
  restorableUntil: Type.Optional(Time),
  /** What the asker may do with it. */
  may: Strict({ edit: Type.Boolean(), delete: Type.Boolean(), comment: Type.Boolean() }),
  commentCount: Type.Integer(),
  version: Type.Integer(),
  /** Present while the asker may send bytes: where, and how many are there. */
  upload: Type.Optional(Strict({ url: Type.String(), offset: Type.Integer() })),
})
export type Clip = Static<typeof Clip>

/** A clip as lists show it. */
export const ClipSummary = Strict({
  id: Id,
  title: Type.String(),
  visibility: VisibilityShape,
  tags: Type.Array(Type.String()),
  recordedAt: Nullable(Time),
  createdAt: Time,
  deletedAt: Nullable(Time),
  author: Person,
  state: Type.Enum([...clipStates]),
  progress: Strict({ percent: Type.Number(), stage: Type.String(), secondsLeft: Nullable(Type.Number()) }),
  durationSeconds: Nullable(Type.Number()),
  poster: Nullable(Type.String()),
  pictures: Pictures,
  commentCount: Type.Integer(),
})
export type ClipSummary = Static<typeof ClipSummary>
