import type { Standing } from '#platform/auth/actor.ts'
import type { Person } from '../../../contract/shapes.ts'
import type { Attachment, Note, NoteLink, NoteSummary, Revision, RevisionSummary } from '../contract/note.ts'
import { tagsOf } from './note-fields.ts'
import type { ListedNote } from './note-list-store.ts'
import { notePolicies } from './note-policies.ts'
import type { NoteRow } from './note-tables.ts'
import type { FoundRevision, ListedRevision } from './revision-store.ts'

type People = ReadonlyMap<string, Person>
export type NoteCompany = { people: People; attachments: Attachment[]; links: NoteLink[] }

/** A note as `who` sees it. */
export function viewNote(note: NoteRow, who: Standing, { people, attachments, links }: NoteCompany): Note {
  const may = (action: keyof typeof notePolicies) => notePolicies[action](who, note) === 'allow'
  const there = note.deleted_at === null
  return {
    id: note.id,
    title: note.title,
    body: note.body,
    tags: tagsOf(note),
    pinned: note.pinned === 1,
    visibility: note.visibility,
    archivedAt: note.archived_at,
    deletedAt: note.deleted_at,
    createdAt: note.created_at,
    updatedAt: note.updated_at,
    author: personOf(people, note.author_id),
    editor: personOf(people, note.editor_id),
    version: note.version,
    attachments,
    links,
    may: { edit: there && may('edit'), delete: may('delete'), share: there && may('share') },
  }
}

export const viewSummary = (note: ListedNote, people: People, found?: NoteSummary['found']): NoteSummary => ({
  id: note.id,
  title: note.title,
  excerpt: note.excerpt,
  ...(found && { found }),
  tags: tagsOf(note),
  pinned: note.pinned === 1,
  visibility: note.visibility,
  archivedAt: note.archived_at,
  deletedAt: note.deleted_at,
  createdAt: note.created_at,
  updatedAt: note.updated_at,
  author: personOf(people, note.author_id),
  version: note.version,
})

export const viewRevisionSummary = (revision: ListedRevision, people: People): RevisionSummary => ({
  version: revision.version,
  at: revision.at,
  editor: personOf(people, revision.editor_id),
  title: revision.title,
  length: revision.length,
})

export const viewRevision = (revision: FoundRevision, people: People): Revision => ({
  version: revision.version,
  at: revision.at,
  editor: personOf(people, revision.editor_id),
  title: revision.title,
  body: revision.body,
  tags: tagsOf(revision),
})

const personOf = (people: People, id: string): Person => people.get(id) ?? { id, name: 'Former member' }
