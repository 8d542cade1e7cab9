import { type Static, Type } from 'typebox'
import { Snippet } from '../../../contract/search.ts'
import { Id, Nullable, Person, Strict, Time } from '../../../contract/shapes.ts'

/** Characters of a title and of a body. A body is Markdown. */
export const mostTitle = 300
export const mostBody = 1_000_000
export const mostTags = 100

export const Tag = Type.String({ minLength: 1, maxLength: 60, pattern: '^[^,#\\s][^,#]*$' })

/** `private` is for the author and the space's admins. */
export const noteVisibilities = ['members', 'private'] as const
export type NoteVisibility = (typeof noteVisibilities)[number]

const fields = {
  /** May be empty: lists then show the first line. */
  title: Type.String({ maxLength: mostTitle }),
  body: Type.String({ maxLength: mostBody }),
  tags: Type.Array(Tag, { maxItems: mostTags }),
  pinned: Type.Boolean(),
  visibility: Type.Enum([...noteVisibilities]),
}

export const NewNote = Strict({
  title: fields.title,
  body: fields.body,
  tags: Type.Optional(fields.tags),
  pinned: Type.Optional(fields.pinned),
  /** Default `members`. */
  visibility: Type.Optional(fields.visibility),
})
export type NewNote = Static<typeof NewNote>

export const NotePatch = Type.Partial(Strict({ ...fields, archived: Type.Boolean() }), {
  additionalProperties: false,
  minProperties: 1,
})
export type NotePatch = Static<typeof NotePatch>

export const Attachment = Strict({
  id: Id,
  name: Type.String(),
  size: Type.Integer(),
  type: Type.String(),
  /** Whether it is a picture that a page may show. */
  image: Type.Boolean(),
  state: Type.Enum(['uploading', 'ready']),
  /** Signed paths that expire; null until the last byte is in. `view` only for pictures. */
  download: Nullable(Type.String()),
  view: Nullable(Type.String()),
  upload: Type.Optional(Strict({ url: Type.String(), offset: Type.Integer() })),
})
export type Attachment = Static<typeof Attachment>

export const NewAttachment = Strict({
  name: Type.String({ minLength: 1, maxLength: 255 }),
  size: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  type: Type.String({ maxLength: 127 }),
})
export type NewAttachment = Static<typeof NewAttachment>

/** What `[[a title]]` or `[words](note:<id>)` in a body leads to; `id` is null while no note has that title. */
export const NoteLink = Strict({ text: Type.String(), id: Nullable(Id), title: Nullable(Type.String()) })
export type NoteLink = Static<typeof NoteLink>

export const Note = Strict({
  id: Id,
  title: Type.String(),
  body: Type.String(),
  tags: Type.Array(Type.String()),
  pinned: Type.Boolean(),
  visibility: Type.Enum([...noteVisibilities]),
  archivedAt: Nullable(Time),
  /** Set while the note is in the trash. */
  deletedAt: Nullable(Time),
  createdAt: Time,
  updatedAt: Time,
  author: Person,
  /** Who saved it last. */
  editor: Person,
  /** Raised by each save; the `ETag`. Each is a revision that can be read again. */
  version: Type.Integer(),
  attachments: Type.Array(Attachment),
  links: Type.Array(NoteLink),
  may: Strict({ edit: Type.Boolean(), delete: Type.Boolean(), share: Type.Boolean() }),
})
export type Note = Static<typeof Note>

/** A note as lists show it. */
export const NoteSummary = Strict({
  id: Id,
  title: Type.String(),
  /** The first lines of the body as plain text, each on its own, at most 240 characters. */
  excerpt: Type.String(),
  /** With `?q`: the matched title and the best passage. */
  found: Type.Optional(Strict({ title: Snippet, snippet: Snippet })),
  tags: Type.Array(Type.String()),
  pinned: Type.Boolean(),
  visibility: Type.Enum([...noteVisibilities]),
  archivedAt: Nullable(Time),
  deletedAt: Nullable(Time),
  createdAt: Time,
  updatedAt: Time,
  author: Person,
  version: Type.Integer(),
})
export type NoteSummary = Static<typeof NoteSummary>

export const RevisionSummary = Strict({
  version: Type.Integer(),
  at: Time,
  editor: Person,
  title: Type.String(),
  /** Characters of the body. */
  length: Type.Integer(),
})
export type RevisionSummary = Static<typeof RevisionSummary>

export const Revision = Strict({
  version: Type.Integer(),
  at: Time,
  editor: Person,
  title: Type.String(),
  body: Type.String(),
  tags: Type.Array(Type.String()),
})
export type Revision = Static<typeof Revision>

export const NoteShare = Strict({
  id: Id,
  createdAt: Time,
  expiresAt: Nullable(Time),
  hasPassword: Type.Boolean(),
  author: Person,
  /** Only in the answer that made it: the link cannot be read again. */
  url: Type.Optional(Type.String()),
})
export type NoteShare = Static<typeof NoteShare>

export const NewNoteShare = Strict({
  expiresAt: Type.Optional(Nullable(Time)),
  password: Type.Optional(Type.String({ minLength: 4, maxLength: 200 })),
})
export type NewNoteShare = Static<typeof NewNoteShare>

/** What whoever holds a share link sees. */
export const SharedNote = Strict({
  title: Type.String(),
  body: Type.String(),
  updatedAt: Time,
  author: Type.String(),
  space: Type.String(),
  attachments: Type.Array(Attachment),
})
export type SharedNote = Static<typeof SharedNote>

export const transferStates = ['uploading', 'waiting', 'running', 'done', 'failed', 'cancelled'] as const

/** An export: a file made in the background. */
export const NoteExport = Strict({
  id: Id,
  format: Type.Enum(['zip', 'json']),
  state: Type.Enum([...transferStates]),
  percent: Type.Number(),
  stage: Type.String(),
  createdAt: Time,
  /** Bytes; null until done. */
  size: Nullable(Type.Integer()),
  /** Signed path; null until done and after `expiresAt`. */
  download: Nullable(Type.String()),
  expiresAt: Nullable(Time),
  failure: Type.Optional(Strict({ code: Type.String(), message: Type.String() })),
})
export type NoteExport = Static<typeof NoteExport>

/** An import: a file taken apart in the background. What was imported stays when a part of it could not be. */
export const NoteImport = Strict({
  id: Id,
  fileName: Type.String(),
  state: Type.Enum([...transferStates]),
  percent: Type.Number(),
  stage: Type.String(),
  createdAt: Time,
  created: Type.Integer(),
  /** Were there already. */
  skipped: Type.Integer(),
  problems: Type.Array(Strict({ path: Type.String(), message: Type.String() }), { maxItems: 100 }),
  upload: Type.Optional(Strict({ url: Type.String(), offset: Type.Integer() })),
  failure: Type.Optional(Strict({ code: Type.String(), message: Type.String() })),
})
export type NoteImport = Static<typeof NoteImport>
