import { type RefObject, useEffect, useRef } from 'react'
import { useShortcut } from '#web/ui/shortcuts.tsx'
import type { NoteSummary } from '../../contract/note.ts'
import { useNoteActions } from '../note-actions.ts'

/** The keyboard in a list of notes: `j` and `k` take the focus from note to note, the others act on the note that has it. */
export function ListKeys({
  list,
  notes,
  rows,
  toggle,
  clear,
  open,
}: {
  list: RefObject<HTMLElement | null>
  notes: readonly NoteSummary[]
  rows: { from: number; to: number; top: number; height: number }
  toggle: (id: string) => void
  clear: () => void
  open: (id: string, edit: boolean) => void
}) {
  const actions = useNoteActions()
  // The row that `j` or `k` leads to may not be in the page yet.
  const wanted = useRef<string>(null)
  const lastAt = useRef(-1)
  const reach = () => {
    const link =
      wanted.current && list.current?.querySelector<HTMLElement>(`[data-note="${wanted.current}"] a`)
    if (!link) return
    wanted.current = null
    link.focus({ preventScroll: true })
  }
  useEffect(reach)

  const at = () => {
    const row = document.activeElement?.closest<HTMLElement>('[data-note]')
    const found = notes.findIndex(({ id }) => id === row?.dataset.note)
    if (found >= 0) lastAt.current = found
    return found
  }
  const step = (by: 1 | -1) => {
    const now = at()
    const from = now >= 0 ? now : Math.min(lastAt.current, notes.length)
    const next = Math.max(0, Math.min(notes.length - 1, from + by))
    const note = notes[next]
    if (!note) return
    lastAt.current = next
    bringIntoView(rows.top + next * rows.height, rows.height)
    wanted.current = note.id
    reach()
  }
  const act = (what: (note: NoteSummary) => unknown) => () => {
    const note = notes[at()]
    if (note) what(note)
  }
  useShortcut('j', 'Next note', () => step(1), { within: list })
  useShortcut('k', 'Previous note', () => step(-1), { within: list })
  useShortcut(
    'Enter',
    'Open the note',
    act((note) => open(note.id, false)),
    { within: list },
  )
  useShortcut(
    'e',
    'Edit the note',
    act((note) => open(note.id, true)),
    { within: list },
  )
  useShortcut(
    'x',
    'Select the note',
    act((note) => toggle(note.id)),
    { within: list },
  )
  useShortcut(
    'p',
    'Pin or unpin',
    act((note) => actions.setPinned([note], !note.pinned)),
    { within: list },
  )
  useShortcut(
    'a',
    'Archive or bring back',
    act((note) => actions.setArchived([note], note.archivedAt === null)),
    { within: list },
  )
  useShortcut(
    'Delete',
    'Into the trash',
    act((note) => note.deletedAt === null && actions.trash([note])),
    {
      within: list,
    },
  )
  useShortcut('Escape', 'Select nothing', clear, { within: list })
  return null
}

/** As little as it takes, with room for the bars of a phone. */
function bringIntoView(top: number, height: number) {
  const room = 80
  if (top - room < scrollY) scrollTo(0, top - room)
  else if (top + height + room > scrollY + innerHeight) scrollTo(0, top + height + room - innerHeight)
}
