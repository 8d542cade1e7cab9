import type { Standing } from '#platform/auth/actor.ts'
import type { AnyTx } from '#platform/db/db.ts'
import type { Attachment } from '../contract/note.ts'
import type { NoteRow } from './note-tables.ts'

/** What hangs on notes and is kept in other files of this folder: attachments and share links. */
export type NoteParts = {
  /** As `who`, who may read the note, sees them. */
  attachments(who: Standing, note: NoteRow): Promise<Attachment[]>
  /** What search filters these notes by because of their attachments. */
  features(noteIds: readonly string[]): Promise<Map<string, ('image' | 'file')[]>>
  /** The note goes for good in this transaction: rows with it, bytes by a job added here. */
  erase(tx: AnyTx, noteId: string): Promise<void>
}
