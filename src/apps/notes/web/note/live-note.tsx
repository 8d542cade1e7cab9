import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useSpace } from '#web/session.ts'
import { type NoteEvent, useNoteEvents } from '../note-events.ts'
import { noteQuery } from '../note-queries.ts'

/**
 * Keeps an open note as it is on the server while it is read; while it is edited its text belongs to the editor. Says who else
 * changed it since it was opened.
 */
export function LiveNote({ id, editing, me }: { id: string; editing: boolean; me: string }) {
  const { slug } = useSpace()
  const queries = useQueryClient()
  const [changedBy, setChangedBy] = useState<string | null>(null)
  const isEditing = useRef(editing)
  useEffect(() => {
    isEditing.current = editing
    if (editing) setChangedBy(null)
  }, [editing])
  const hear = useCallback(
    async (event: NoteEvent) => {
      const query = noteQuery(slug, id)
      const known = queries.getQueryData(query.queryKey)
      if (event.id !== id || isEditing.current || (known && known.version >= event.version)) return
      const note = await queries.fetchQuery({ ...query, staleTime: 0 }).catch(() => null)
      if (note && note.editor.id !== me) setChangedBy(note.editor.name)
    },
    [slug, id, queries, me],
  )
  useNoteEvents(useCallback((event) => void hear(event), [hear]))
  return changedBy !== null && <span className="font-medium text-accent">Changed by {changedBy}</span>
}
