import { auditAction } from '#platform/audit/audit.ts'
import { noteKind } from './note-news.ts'
import type { NoteRow } from './note-tables.ts'

/** What the audit log keeps of notes: who may see them, and where they go. What is written is told by their history. */
export const noteActions = {
  visibilityChanged: auditAction(
    'notes.note.visibility-changed',
    'changed who may see a note from {from} to {to}',
  ),
  deleted: auditAction('notes.note.deleted', 'moved a note to the trash'),
  restored: auditAction('notes.note.restored', 'brought a note back from the trash'),
  erased: auditAction('notes.note.erased', 'deleted a note for good'),
  shareCreated: auditAction('notes.share.created', 'made a share link that opens {until}'),
  shareEnded: auditAction('notes.share.ended', 'ended a share link'),
  exportAsked: auditAction('notes.export.asked', 'asked for an export of notes as {format}'),
  exportRemoved: auditAction('notes.export.removed', 'took an export of notes away'),
  importSent: auditAction('notes.import.sent', 'sent a file of notes to import'),
  importDone: auditAction('notes.import.done', 'imported {count} notes from a file'),
  importStopped: auditAction('notes.import.stopped', 'stopped an import of notes'),
} as const

/** A note as the subject of an entry. */
export const ofNote = ({ id, space_id, title }: Pick<NoteRow, 'id' | 'space_id' | 'title'>) => ({
  spaceId: space_id,
  subject: { kind: noteKind, id, name: title },
})
