import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ApiProblem, call } from '#web/api.ts'
import { useSpace } from '#web/session.ts'
import { wordsOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'
import type { Note } from '../../contract/note.ts'
import type { editNote, readNote } from '../../contract/note-routes.ts'
import type { Task } from './markdown-house.ts'
import { withTask } from './tasks.ts'

/**
 * Ticks a box of a note that is being read and saves it; the box turns at once. One after the other: a second tick waits for
 * the first, so that it is made to its version. When someone else was first, the box is looked for in their version.
 */
export function useTaskToggle(note: Note | null): (task: Task) => void {
  const { slug: space } = useSpace()
  const queries = useQueryClient()
  const toast = useToast()
  const id = note?.id ?? ''
  const key = ['note', space, id]
  const params = { space, id }
  const send = (known: Note, body: string) =>
    call<typeof editNote>('PATCH /spaces/:space/notes/:id', {
      params,
      body: { body },
      ifMatch: known.version,
    })
  const { mutate } = useMutation({
    scope: { id: `note-tasks-${id}` },
    onMutate: async (task: Task) => {
      await queries.cancelQueries({ queryKey: key })
      queries.setQueryData<Note>(key, (known) =>
        known ? { ...known, body: withTask(known.body, task) ?? known.body } : known,
      )
    },
    mutationFn: async (task: Task) => {
      const known = queries.getQueryData<Note>(key) ?? note!
      try {
        return await send(known, withTask(known.body, task) ?? known.body)
      } catch (problem) {
        if (!(problem instanceof ApiProblem && problem.status === 412)) throw problem
        const theirs = await call<typeof readNote>('GET /spaces/:space/notes/:id', { params })
        const body = withTask(theirs.body, task)
        if (body === null) {
          toast('This note was changed elsewhere, and the box is no longer there. Nothing was changed.')
          return theirs
        }
        return send(theirs, body)
      }
    },
    onSuccess: (saved) => queries.setQueryData(key, saved),
    onError: (problem) => {
      toast(wordsOf(problem))
      void queries.invalidateQueries({ queryKey: key })
    },
  })
  return mutate
}
