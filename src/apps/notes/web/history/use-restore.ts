import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '#web/api.ts'
import { useSpace } from '#web/session.ts'
import { fullTime } from '#web/ui/relative-time.tsx'
import { wordsOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'
import type { Note, Revision } from '../../contract/note.ts'
import type { restoreRevision } from '../../contract/note-routes.ts'
import { showNote } from '../note-cache.ts'

/** Saves an earlier revision again as the latest, and offers to save again the one it replaced. */
export function useRestore(note: Note, onRestored: () => void) {
  const { slug: space } = useSpace()
  const queries = useQueryClient()
  const toast = useToast()
  const send = (version: number) =>
    call<typeof restoreRevision>('POST /spaces/:space/notes/:id/revisions/:version/restoration', {
      params: { space, id: note.id, version: String(version) },
    })
  const show = (saved: Note) => {
    showNote(queries, space, saved)
    void queries.invalidateQueries({ queryKey: ['notes', space] })
  }
  const onError = (problem: unknown) => toast(wordsOf(problem))
  const undo = useMutation({
    mutationFn: send,
    onSuccess(saved) {
      show(saved)
      toast('The note is as it was before.')
    },
    onError,
  })
  const restore = useMutation({
    mutationFn: ({ version }: Revision) => send(version),
    onSuccess(saved, { at }) {
      const replaced = note.version
      show(saved)
      onRestored()
      toast({
        text: `The note is as it was on ${fullTime(at)}.`,
        action: { label: 'Undo', run: () => undo.mutate(replaced) },
      })
    },
    onError,
  })
  return { restore: restore.mutate, busy: restore.isPending }
}
