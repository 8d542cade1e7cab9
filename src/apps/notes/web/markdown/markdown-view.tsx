import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useMemo, useRef } from 'react'
import { useSpace } from '#web/session.ts'
import type { Attachment, Note } from '../../contract/note.ts'
import { MarkdownBody } from './markdown-body.tsx'
import { MarkdownContext, type MarkdownHouse, type Task } from './markdown-house.ts'
import { useTaskToggle } from './use-task-toggle.ts'
import './markdown.css'

/**
 * Markdown as a page shows it. With a note its links, attachments and boxes work; boxes save by themselves where the reader
 * may edit, or call `onToggle`. Without one it is text; `attachments` are those of a shared note.
 */
export function MarkdownView({
  body,
  note,
  attachments = note?.attachments,
  onToggle,
}: {
  body: string
  note: Note | null
  attachments?: readonly Attachment[] | undefined
  onToggle?: ((task: Task) => void) | undefined
}) {
  const save = useTaskToggle(note)
  const onExpired = useExpired(note)
  const house = useMemo((): MarkdownHouse => {
    const titles = new Map(note?.links.map(({ text, title, id }) => [folded(title ?? text), id]))
    for (const { text, id } of note?.links ?? []) titles.set(folded(text), id)
    const files = new Map(attachments?.map((file) => [file.id, file]))
    const mayToggle = note?.may.edit === true && note.deletedAt === null
    return {
      noteOf: (title) => titles.get(folded(title)) ?? null,
      attachment: (id) => files.get(id),
      NoteLink: note ? NoteLink : Bare,
      TagLink: note ? TagLink : Bare,
      toggle: onToggle ?? (mayToggle ? save : null),
      onExpired,
      prefix: 'note-',
    }
  }, [note, attachments, onToggle, save, onExpired])
  return (
    <MarkdownContext value={house}>
      <MarkdownBody body={body} />
    </MarkdownContext>
  )
}

const folded = (title: string) => title.trim().toLowerCase()

const NoteLink = ({ id, children }: { id: string; children: ReactNode }) => (
  <Link to="/notes/$id" params={{ id }}>
    {children}
  </Link>
)

const TagLink = ({ tag, children }: { tag: string; children: ReactNode }) => (
  <Link to="/notes" search={{ tag }} className="md-tag">
    {children}
  </Link>
)

const Bare = ({ children }: { children: ReactNode }) => children

/** Reads the note again for fresh paths, at most once a minute. */
function useExpired(note: Note | null) {
  const { slug } = useSpace()
  const queries = useQueryClient()
  const last = useRef(0)
  const id = note?.id
  return useMemo(
    () => () => {
      if (!id || Date.now() - last.current < 60_000) return
      last.current = Date.now()
      void queries.invalidateQueries({ queryKey: ['note', slug, id] })
    },
    [queries, slug, id],
  )
}
