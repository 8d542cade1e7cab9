import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
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
  const look = useCallback(
    async (version: number) => {
      const query = noteQuery(slug, id)
      const known = queries.getQueryData(query.queryKey)
      if (isEditing.current || (known && known.version >= version)) return
      const note = await queries.fetchQuery({ ...query, staleTime: 0 }).catch(() => null)
      if (note && known && note.version > known.version && note.editor.id !== me)
        setChangedBy(note.editor.name)
    },
    [slug, id, queries, me],
  )
  const also = useMemo(
    () => ({
      hear: (event: NoteEvent) => void (event.id === id && look(event.version)),
      missed: () => void look(Number.POSITIVE_INFINITY),
    }),
    [id, look],
  )
  useNoteEvents(also)
  return changedBy !== null && <span className="font-medium text-accent">Changed by {changedBy}</span>
}
