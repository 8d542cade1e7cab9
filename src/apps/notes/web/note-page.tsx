import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { ChevronLeft } from 'lucide'
import { lazy, type MouseEvent, Suspense } from 'react'
import type { Me } from '../../../contract/accounts.ts'
import { useMe, useSpace } from '#web/session.ts'
import { WithRole } from '#web/ui/gates.tsx'
import { Icon } from '#web/ui/icon.tsx'
import { Loaded } from '#web/ui/loaded.tsx'
import { useShortcut } from '#web/ui/shortcuts.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import type { Note } from '../contract/note.ts'
import { noteQuery } from './note-queries.ts'
import { noteSearch } from './notes-urls.ts'
import { forgetPlace } from './list/use-place.ts'
import { NoteHeader } from './note/note-header.tsx'
import './notes.css'

// Asked for with the page, not after the note has come.
const markdown = import('./markdown/markdown-view.tsx')
const MarkdownView = lazy(async () => ({ default: (await markdown).MarkdownView }))
const NoteEditor = lazy(async () => ({ default: (await import('./editor/note-editor.tsx')).NoteEditor }))

const NoteFoot = lazy(async () => ({ default: (await import('./note/note-foot.tsx')).NoteFoot }))
const Trashed = lazy(async () => ({ default: (await import('./note/trashed.tsx')).Trashed }))

/** `/notes/:id`: one note to read; `e`, or a click into its text, to write. */
export function NotePage() {
  const me = useMe()
  const { id = '' } = useParams({ strict: false })
  return <WithRole least="member">{me && <Opened key={id} id={id} me={me} />}</WithRole>
}

function Opened({ id, me }: { id: string; me: Me }) {
  const { slug } = useSpace()
  const navigate = useNavigate()
  const query = useQuery(noteQuery(slug, id))
  const wanted = noteSearch(useSearch({ strict: false })).edit === true
  const mayEdit = query.data?.may.edit === true && query.data.deletedAt === null
  const editing = wanted && mayEdit
  const setEditing = (edit: boolean) =>
    void navigate({ to: '.', search: edit ? { edit: true } : {}, replace: true, resetScroll: false } as never)
  useShortcut('n', 'Write a new note', () => {
    forgetPlace()
    void navigate({ to: '/notes', search: { write: true } } as never)
  })
  useShortcut('e', 'Edit this note', () => mayEdit && setEditing(true))
  useShortcut('Escape', 'Back to reading, then to the list', () => {
    if (editing) setEditing(false)
    else void navigate({ to: '/notes' })
  })
  return (
    <div className="mx-auto max-w-lg" {...(editing && { 'data-typing-page': '' })}>
      <Link
        to={'/notes' as string}
        className="mb-3 inline-flex min-h-8 items-center gap-1 text-md text-muted hover:text-ink"
      >
        <Icon of={ChevronLeft} size={18} />
        Notes
      </Link>
      {!query.data && <h1 className="sr-only">Note</h1>}
      <Loaded query={query} skeleton={<NoteSkeleton />}>
        {(note) => (
          <article>
            <NoteHeader note={note} editing={editing} setEditing={setEditing} me={me.account.id} />
            <Suspense>{note.deletedAt !== null && <Trashed note={note} />}</Suspense>
            <Suspense fallback={<BodySkeleton />}>
              {editing ? (
                <NoteEditor note={note} onClose={() => setEditing(false)} />
              ) : (
                <Text note={note} edit={mayEdit ? () => setEditing(true) : null} />
              )}
            </Suspense>
            <Suspense>{!editing && <NoteFoot note={note} />}</Suspense>
          </article>
        )}
      </Loaded>
    </div>
  )
}

/** A click into the text is a wish to write there, unless it was meant for something in it or marked some of it. */
function Text({ note, edit }: { note: Note; edit: (() => void) | null }) {
  const click = (event: MouseEvent) => {
    const target = event.target as Element
    if (target.closest('a, button, input, label, summary, img, video, audio')) return
    if (getSelection()?.isCollapsed === false) return
    edit?.()
  }
  if (note.body.trim() === '' && note.attachments.length === 0)
    return (
      <p className="text-muted">
        {edit ? (
          <button type="button" className="min-h-10 cursor-text text-left" onClick={edit}>
            Nothing written yet. Click or press <kbd>e</kbd> to write.
          </button>
        ) : (
          'Nothing written yet.'
        )}
      </p>
    )
  return (
    // With the keyboard `e` and the button above do the same.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <div className={edit ? 'min-h-32 cursor-text' : ''} onClick={click}>
      <MarkdownView body={note.body} note={note} />
    </div>
  )
}

const NoteSkeleton = () => (
  <>
    <Skeleton className="mb-4 h-8 w-3/5" />
    <Skeleton className="mb-8 h-4 w-2/5" />
    <BodySkeleton />
  </>
)

const BodySkeleton = () => (
  <div aria-hidden>
    {['w-full', 'w-11/12', 'w-full', 'w-4/5', 'w-2/5'].map((width, index) => (
      <Skeleton key={index} className={`mb-3 h-4 ${width}`} />
    ))}
  </div>
)
