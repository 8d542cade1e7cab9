import { Link } from '@tanstack/react-router'
import { Archive, NotebookPen, Pin, SearchX, Trash2 } from 'lucide'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/states.tsx'
import type { NoteFilters } from '../note-queries.ts'

/** What a list without notes says, and the one thing to do. */
export function NoNotes({ filters, write }: { filters: NoteFilters; write: () => void }) {
  if (filters.q)
    return (
      <EmptyState
        icon={SearchX}
        title={`Nothing found for “${filters.q}”`}
        action={
          !filters.archived && (
            <Link to={'/notes' as string} search={{ q: filters.q, archived: true }} className={buttonClass()}>
              Search the archive
            </Link>
          )
        }
      >
        Fewer words find more. <code>"two words"</code> finds them together, <code>tag:choir</code> a tag,{' '}
        <code>has:image</code> attachments, <code>before:2026-05-01</code> older notes.
      </EmptyState>
    )
  if (filters.tag ?? filters.author ?? filters.from ?? filters.to)
    return (
      <EmptyState
        icon={SearchX}
        title="No note matches"
        action={
          <Link to={'/notes' as string} className={buttonClass()}>
            Show all notes
          </Link>
        }
      />
    )
  if (filters.trash)
    return (
      <EmptyState icon={Trash2} title="The trash is empty">
        Deleted notes stay here for 30 days, then they are really gone.
      </EmptyState>
    )
  if (filters.archived)
    return (
      <EmptyState icon={Archive} title="Nothing archived">
        Archived notes leave the list, but links and the search still find them.
      </EmptyState>
    )
  if (filters.pinned)
    return (
      <EmptyState icon={Pin} title="Nothing pinned">
        Pin a note with <kbd>p</kbd> or from its menu: it stays on top of the list.
      </EmptyState>
    )
  return (
    <EmptyState
      icon={NotebookPen}
      title="No notes yet"
      action={
        <Button kind="primary" onClick={write}>
          Write the first note
        </Button>
      }
    >
      Everybody in this space finds what you write, unless you make it private.
    </EmptyState>
  )
}
