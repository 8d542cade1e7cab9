import { Undo2 } from 'lucide'
import { Button } from '#web/ui/button.tsx'
import { shortDate } from '#web/ui/relative-time.tsx'
import type { Note } from '../../contract/note.ts'
import { useNoteActions } from '../note-actions.ts'

const daysInTrash = 30

/** Says that a note is in the trash, and until when it can be restored. */
export function Trashed({ note }: { note: Note }) {
  const { restore } = useNoteActions()
  if (note.deletedAt === null) return null
  const until = new Date(Date.parse(note.deletedAt) + daysInTrash * 86_400_000).toISOString()
  return (
    <div className="notice notice-warn mb-6 flex-wrap items-center justify-between">
      <p>This note is in the trash. It can be restored until {shortDate(until)}.</p>
      {note.may.delete && (
        <Button small icon={Undo2} onClick={() => void restore([note])}>
          Restore
        </Button>
      )}
    </div>
  )
}
