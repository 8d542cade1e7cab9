import { Archive, ArchiveRestore, Trash2, Undo2, X } from 'lucide'
import { useState } from 'react'
import { Button, IconButton } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import type { NoteSummary } from '../../contract/note.ts'
import { useNoteActions } from '../note-actions.ts'
import { DestroyDialog } from '../note/destroy-dialog.tsx'

/** What can be done with the selected notes. Archiving and deleting many asks first, and can be undone. */
export function SelectionBar({
  notes,
  trash,
  archived,
  clear,
}: {
  notes: readonly NoteSummary[]
  trash: boolean
  archived: boolean
  clear: () => void
}) {
  const actions = useNoteActions()
  const [asking, setAsking] = useState<'archive' | 'trash' | 'destroy' | null>(null)
  const close = () => setAsking(null)
  const many = `${notes.length} ${notes.length === 1 ? 'note' : 'notes'}`
  const run = (work: (notes: readonly NoteSummary[]) => Promise<void>) => {
    close()
    clear()
    void work(notes)
  }
  return (
    <div role="toolbar" aria-label="Selected notes" className="selection-bar">
      <span className="flex-1 text-md font-medium" role="status">
        {notes.length} selected
      </span>
      {trash ? (
        <>
          <Button small icon={Undo2} onClick={() => run(actions.restore)}>
            Restore
          </Button>
          <Button small kind="danger" icon={Trash2} onClick={() => setAsking('destroy')}>
            Delete forever
          </Button>
        </>
      ) : (
        <>
          <Button
            small
            icon={archived ? ArchiveRestore : Archive}
            onClick={() => (archived ? run((all) => actions.setArchived(all, false)) : setAsking('archive'))}
          >
            {archived ? 'Bring back' : 'Archive'}
          </Button>
          <Button small kind="danger" icon={Trash2} onClick={() => setAsking('trash')}>
            Delete
          </Button>
        </>
      )}
      <IconButton small label="Select nothing" icon={X} onClick={clear} />
      {asking === 'archive' && (
        <ConfirmDialog
          title={`Archive ${many}?`}
          confirm={`Archive ${many}`}
          onClose={close}
          onConfirm={() => run((all) => actions.setArchived(all, true))}
        >
          They leave the list; links and the search still find them.
        </ConfirmDialog>
      )}
      {asking === 'trash' && (
        <ConfirmDialog
          title={`Delete ${many}?`}
          confirm={`Delete ${many}`}
          onClose={close}
          onConfirm={() => run(actions.trash)}
        >
          They stay in the trash for 30 days and can be restored until then.
        </ConfirmDialog>
      )}
      {asking === 'destroy' && <DestroyDialog notes={notes} onClose={close} onGone={clear} />}
    </div>
  )
}
