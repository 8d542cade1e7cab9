import type { Note } from '../../contract/note.ts'
import { SendOutbox } from '../capture/send-outbox.tsx'
import { LeftDrafts } from '../editor/left-drafts.tsx'
import { Attachments } from './attachments.tsx'
import { Backlinks } from './backlinks.tsx'

/** What stands below the text of a note: its files, and the notes that link to it. */
export const NoteFoot = ({ note }: { note: Note }) => (
  <>
    <LeftDrafts />
    <SendOutbox />
    <Attachments note={note} />
    {note.deletedAt === null && <Backlinks id={note.id} />}
  </>
)
