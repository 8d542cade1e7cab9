import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { type NoteAtHand, useNoteActions } from '../note-actions.ts'
import { nameOf } from '../plain-text.ts'

/** Asks before notes leave the trash for good. */
export function DestroyDialog({
  notes,
  onClose,
  onGone,
}: {
  notes: readonly NoteAtHand[]
  onClose: () => void
  onGone?: () => void
}) {
  const { destroy } = useNoteActions()
  const [one] = notes
  const what = one && notes.length === 1 ? `“${nameOf(one)}”` : `${notes.length} notes`
  return (
    <ConfirmDialog
      title={`Delete ${what} forever?`}
      confirm="Delete forever"
      onClose={onClose}
      onConfirm={() => {
        onClose()
        onGone?.()
        void destroy(notes)
      }}
    >
      Text, revisions and attachments go. Nothing brings them back.
    </ConfirmDialog>
  )
}
