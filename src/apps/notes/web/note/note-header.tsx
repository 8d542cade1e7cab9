import { useNavigate } from '@tanstack/react-router'
import { Archive, Check, Clock, EyeOff, Pencil, Pin, Users } from 'lucide'
import { lazy, Suspense, useRef, useState } from 'react'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { MenuItem } from '#web/ui/menu.tsx'
import { useDocumentTitle, useFocusAfterNavigation } from '#web/ui/page.tsx'
import { RelativeTime } from '#web/ui/relative-time.tsx'
import type { Note } from '../../contract/note.ts'
import { nameOf } from '../plain-text.ts'
import { AuthorCard } from './author-card.tsx'
import { NoteDots } from './note-menu-button.tsx'
import { useSaveFields } from './use-save-fields.ts'

const LiveNote = lazy(async () => ({ default: (await import('./live-note.tsx')).LiveNote }))
const NoteHistory = lazy(async () => ({ default: (await import('../history/note-history.tsx')).NoteHistory }))
const NoteTags = lazy(async () => ({ default: (await import('./note-tags.tsx')).NoteTags }))
const TitleField = lazy(async () => ({ default: (await import('./title-field.tsx')).TitleField }))

/** What stands above a note: its title, whose it is, who may see it, its tags, and what can be done with it. */
export function NoteHeader({
  note,
  editing,
  setEditing,
  me,
}: {
  note: Note
  editing: boolean
  setEditing: (editing: boolean) => void
  /** The reader's account. */
  me: string
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  const navigate = useNavigate()
  const [history, setHistory] = useState(false)
  const save = useSaveFields(note)
  const name = nameOf(note)
  useDocumentTitle(name)
  useFocusAfterNavigation(heading)
  const mayEdit = note.may.edit && note.deletedAt === null
  return (
    <header className="relative mb-6">
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          {editing ? (
            <>
              <h1 className="sr-only">{name}</h1>
              <Suspense fallback={<p className="min-h-10 py-0.5 text-2xl font-semibold">{name}</p>}>
                <TitleField note={note} save={save} />
              </Suspense>
            </>
          ) : (
            <h1 ref={heading} tabIndex={-1} className="min-h-10 py-1.5">
              {name}
            </h1>
          )}
        </div>
        {/* On a phone beside the way back, so that the title has the whole line. */}
        <div className="flex gap-2 max-md:absolute max-md:-top-12 max-md:right-0">
          {mayEdit && (
            <Button icon={editing ? Check : Pencil} onClick={() => setEditing(!editing)}>
              {editing ? 'Done' : 'Edit'}
            </Button>
          )}
          <NoteDots note={note} may={note.may} onGone={() => void navigate({ to: '/notes' })}>
            {mayEdit && note.may.share && (
              <MenuItem
                icon={note.visibility === 'private' ? Users : EyeOff}
                onClick={() =>
                  void save.now(() => ({ visibility: note.visibility === 'private' ? 'members' : 'private' }))
                }
              >
                {note.visibility === 'private' ? 'Show to all members' : 'Make private'}
              </MenuItem>
            )}
            <MenuItem icon={Clock} onClick={() => setHistory(true)}>
              History
            </MenuItem>
          </NoteDots>
        </div>
      </div>
      <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-md text-muted">
        <AuthorCard author={note.author} />
        <span>
          {note.version > 1 ? 'changed ' : ''}
          <RelativeTime at={note.updatedAt} />
          {note.editor.id !== note.author.id && ` by ${note.editor.name}`}
        </span>
        {note.pinned && <Badge icon={Pin}>Pinned</Badge>}
        {note.visibility === 'private' && <Badge icon={EyeOff}>Private</Badge>}
        {note.archivedAt !== null && <Badge icon={Archive}>Archived</Badge>}
        <span role="status" className={save.state === 'failed' ? 'text-danger' : ''}>
          {save.words}
        </span>
        <span role="status">
          <Suspense>
            <LiveNote id={note.id} editing={editing} me={me} />
          </Suspense>
        </span>
      </div>
      <Suspense fallback={<div className="mt-2 h-6.5" />}>
        <NoteTags note={note} mayEdit={mayEdit} save={save} />
      </Suspense>
      <Suspense>{history && <NoteHistory note={note} onClose={() => setHistory(false)} />}</Suspense>
    </header>
  )
}
