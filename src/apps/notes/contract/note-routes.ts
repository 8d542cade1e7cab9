import { Type } from 'typebox'
import { route } from '../../../contract/route.ts'
import { SearchText } from '../../../contract/search.ts'
import {
  Id,
  Page,
  PageQuery,
  Slug,
  SpaceItemParams,
  SpaceParams,
  Strict,
  Time,
} from '../../../contract/shapes.ts'
import {
  Attachment,
  NewAttachment,
  NewNote,
  NewNoteShare,
  Note,
  NotePatch,
  NoteShare,
  NoteSummary,
  Revision,
  RevisionSummary,
  SharedNote,
  Tag,
} from './note.ts'

const read = 'notes:read'
const write = 'notes:write'
const base = '/spaces/:space/notes'

/** What narrows a list, an export and an archive run. */
export const NoteFilter = {
  q: Type.Optional(SearchText),
  tag: Type.Optional(Tag),
  author: Type.Optional(Id),
  /** Only archived notes; without it only those that are not. */
  archived: Type.Optional(Type.Boolean()),
  /** Made before, made after. */
  before: Type.Optional(Time),
  after: Type.Optional(Time),
}
const Ids = Strict({ ids: Type.Array(Id, { minItems: 1, maxItems: 500, uniqueItems: true }) })
const Count = Strict({ count: Type.Integer() })

export const createNote = route({
  id: 'note.create',
  method: 'POST',
  path: base,
  summary: 'Write a note',
  access: { who: 'member', scope: write },
  params: SpaceParams,
  body: NewNote,
  bodyLimit: 5_000_000,
  status: 201,
  answer: Note,
  idempotent: true,
})

export const listNotes = route({
  id: 'note.list',
  method: 'GET',
  path: base,
  summary: 'Notes, pinned first, then the latest changed; with `q` best first',
  access: { who: 'member', scope: read },
  params: SpaceParams,
  query: Strict({ ...PageQuery, ...NoteFilter, deleted: Type.Optional(Type.Boolean()) }),
  answer: Page(NoteSummary),
})

export const readNote = route({
  id: 'note.read',
  method: 'GET',
  path: `${base}/:id`,
  summary: 'One note with its attachments and links; its version is the ETag',
  access: { who: 'member', scope: read },
  params: SpaceItemParams,
  answer: Note,
})

export const watchNotes = route({
  id: 'note.watch',
  method: 'GET',
  path: '/spaces/:space/notes-events',
  summary: 'Ids and versions of notes as they change, as server-sent events',
  access: { who: 'member', scope: read },
  params: SpaceParams,
})

export const editNote = route({
  id: 'note.edit',
  method: 'PATCH',
  path: `${base}/:id`,
  summary: 'Save a change as a new revision; needs If-Match with the version it was made to',
  access: { who: 'member', scope: write },
  params: SpaceItemParams,
  body: NotePatch,
  bodyLimit: 5_000_000,
  answer: Note,
})

export const deleteNote = route({
  id: 'note.delete',
  method: 'DELETE',
  path: `${base}/:id`,
  summary: 'Into the trash for 30 days, or with `forever` gone at once',
  access: { who: 'member', scope: write },
  params: SpaceItemParams,
  query: Strict({ forever: Type.Optional(Type.Boolean()) }),
  status: 204,
})

export const restoreNote = route({
  id: 'note.restore',
  method: 'POST',
  path: `${base}/:id/restoration`,
  summary: 'Bring a note back from the trash',
  access: { who: 'member', scope: write },
  params: SpaceItemParams,
  status: 200,
  answer: Note,
})

export const deleteNotes = route({
  id: 'notes.delete',
  method: 'POST',
  path: '/spaces/:space/notes-deletions',
  summary: 'Many notes into the trash at once: all of them or none',
  access: { who: 'member', scope: write },
  params: SpaceParams,
  body: Ids,
  status: 200,
  answer: Count,
})

export const restoreNotes = route({
  id: 'notes.restore',
  method: 'POST',
  path: '/spaces/:space/notes-restorations',
  summary: 'Many notes back from the trash at once',
  access: { who: 'member', scope: write },
  params: SpaceParams,
  body: Ids,
  status: 200,
  answer: Count,
})

export const archiveNotes = route({
  id: 'notes.archive',
  method: 'POST',
  path: '/spaces/:space/notes-archivings',
  summary:
    'Archive the asker’s notes, or for admins all, that nobody changed since a time; pinned ones stay. In the background.',
  access: { who: 'member', scope: write },
  params: SpaceParams,
  body: Strict({ unchangedSince: Time }),
  status: 202,
  answer: Strict({ jobId: Id }),
})

export const listRevisions = route({
  id: 'note-revision.list',
  method: 'GET',
  path: `${base}/:id/revisions`,
  summary: 'Every save of a note, latest first',
  access: { who: 'member', scope: read },
  params: SpaceItemParams,
  query: Strict(PageQuery),
  answer: Page(RevisionSummary),
})

const RevisionParams = Strict({
  space: Slug,
  id: Id,
  version: Type.String({ pattern: '^[1-9][0-9]{0,8}$', maxLength: 9 }),
})
export const readRevision = route({
  id: 'note-revision.read',
  method: 'GET',
  path: `${base}/:id/revisions/:version`,
  summary: 'A note as it was',
  access: { who: 'member', scope: read },
  params: RevisionParams,
  answer: Revision,
})

export const restoreRevision = route({
  id: 'note-revision.restore',
  method: 'POST',
  path: `${base}/:id/revisions/:version/restoration`,
  summary: 'Save an earlier revision again, as the latest; nothing is lost',
  access: { who: 'member', scope: write },
  params: RevisionParams,
  status: 200,
  answer: Note,
})

export const listBacklinks = route({
  id: 'note-backlink.list',
  method: 'GET',
  path: `${base}/:id/backlinks`,
  summary: 'Notes that link to this one',
  access: { who: 'member', scope: read },
  params: SpaceItemParams,
  query: Strict(PageQuery),
  answer: Page(NoteSummary),
})

export const listNoteTags = route({
  id: 'note-tag.list',
  method: 'GET',
  path: '/spaces/:space/notes-tags',
  summary: 'Tags of the notes the asker can see, most used first, with counts',
  access: { who: 'member', scope: read },
  params: SpaceParams,
  query: Strict({
    prefix: Type.Optional(Type.String({ maxLength: 60 })),
    archived: Type.Optional(Type.Boolean()),
  }),
  answer: Strict({
    items: Type.Array(Strict({ tag: Type.String(), count: Type.Integer() }), { maxItems: 500 }),
  }),
})

export const renameNoteTag = route({
  id: 'note-tag.rename',
  method: 'PATCH',
  path: '/spaces/:space/notes-tags',
  summary:
    'Rename a tag, or merge it into another, on every note the asker may edit; who edits one meanwhile loses nothing',
  access: { who: 'member', scope: write },
  params: SpaceParams,
  body: Strict({ from: Tag, to: Tag }),
  answer: Count,
})

export const createAttachment = route({
  id: 'note-attachment.create',
  method: 'POST',
  path: `${base}/:id/attachments`,
  summary:
    'Announce a file and get a resumable upload for it; a body shows it as `![words](attachment:<id>)`',
  access: { who: 'member', scope: write },
  params: SpaceItemParams,
  body: NewAttachment,
  status: 201,
  answer: Attachment,
  idempotent: true,
})

const AttachmentParams = Strict({ space: Slug, id: Id, attachment: Id })
export const readAttachment = route({
  id: 'note-attachment.read',
  method: 'GET',
  path: `${base}/:id/attachments/:attachment`,
  summary: 'An attachment with fresh signed paths',
  access: { who: 'member', scope: read },
  params: AttachmentParams,
  answer: Attachment,
})

export const deleteAttachment = route({
  id: 'note-attachment.delete',
  method: 'DELETE',
  path: `${base}/:id/attachments/:attachment`,
  summary: 'Remove an attachment; its bytes go with the note’s trash after 30 days',
  access: { who: 'member', scope: write },
  params: AttachmentParams,
  status: 204,
})

export const createShare = route({
  id: 'note-share.create',
  method: 'POST',
  path: `${base}/:id/shares`,
  summary: 'Make a link with which anyone can read this note; it is shown once',
  access: { who: 'member', scope: write },
  params: SpaceItemParams,
  body: NewNoteShare,
  status: 201,
  answer: NoteShare,
})

export const listShares = route({
  id: 'note-share.list',
  method: 'GET',
  path: `${base}/:id/shares`,
  summary: 'Links of a note that still open',
  access: { who: 'member', scope: write },
  params: SpaceItemParams,
  answer: Strict({ items: Type.Array(NoteShare, { maxItems: 100 }) }),
})

export const deleteShare = route({
  id: 'note-share.delete',
  method: 'DELETE',
  path: `${base}/:id/shares/:share`,
  summary: 'End a link at once',
  access: { who: 'member', scope: write },
  params: Strict({ space: Slug, id: Id, share: Id }),
  status: 204,
})

/** A POST, so that neither the token nor a password stands in a URL. The web page keeps the token behind `#`. */
export const openShare = route({
  id: 'note-share.open',
  method: 'POST',
  path: '/shared-notes',
  summary: 'Read a note by its link; 403 with code `password-needed` or `password-wrong`',
  access: { who: 'anyone' },
  body: Strict({
    token: Type.String({ minLength: 20, maxLength: 100 }),
    password: Type.Optional(Type.String({ maxLength: 200 })),
  }),
  status: 200,
  answer: SharedNote,
  limit: 'link',
})

export const noteContract = [
  createNote,
  listNotes,
  readNote,
  watchNotes,
  editNote,
  deleteNote,
  restoreNote,
  deleteNotes,
  restoreNotes,
  archiveNotes,
  listRevisions,
  readRevision,
  restoreRevision,
  listBacklinks,
  listNoteTags,
  renameNoteTag,
  createAttachment,
  readAttachment,
  deleteAttachment,
  createShare,
  listShares,
  deleteShare,
  openShare,
]
