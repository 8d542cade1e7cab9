import { useShortcut } from '#web/ui/shortcuts.tsx'
import { useNoteActions } from '../note-actions.ts'
import type { NoteMenuProps } from './note-menu.tsx'

/** The keyboard on the page of one note, as in the list. */
export function NoteKeys({
  note,
  may,
  onGone,
}: Required<Pick<NoteMenuProps, 'note' | 'may'>> & Pick<NoteMenuProps, 'onGone'>) {
  const actions = useNoteActions()
  const there = note.deletedAt === null
  useShortcut('p', 'Pin or unpin', () => there && may.edit && void actions.setPinned([note], !note.pinned))
  useShortcut(
    'a',
    'Archive or bring back',
    () => there && may.edit && void actions.setArchived([note], note.archivedAt === null),
  )
  useShortcut('Delete', 'Into the trash', () => {
    if (!there || !may.delete) return
    onGone?.()
    void actions.trash([note])
  })
  return null
}
