import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { ApiProblem, call } from '#web/api.ts'
import { useSpace } from '#web/session.ts'
import { wordsOf } from '#web/ui/states.tsx'
import type { createNote } from '../../contract/note-routes.ts'
import { addToList, refreshNotes } from '../note-cache.ts'
import { noteQuery } from '../note-queries.ts'
import { noteOf } from './capture-text.ts'
import { outboxShelf } from './kept-text.ts'
import { openOutbox, type SendOutcome, type Sending } from './outbox.ts'

/** The quick notes of this person in this space that are on their way, and the way to send one. */
export function useOutbox(account: string) {
  const { slug: space } = useSpace()
  const queries = useQueryClient()
  const [outbox] = useState(() =>
    openOutbox(outboxShelf(account, space), async ({ text, visibility, key }: Sending) => {
      try {
        const note = await call<typeof createNote>('POST /spaces/:space/notes', {
          params: { space },
          body: { ...noteOf(text), visibility },
          idempotencyKey: key,
        })
        queries.setQueryData(noteQuery(space, note.id).queryKey, note)
        addToList(queries, space, note)
        refreshNotes(queries, space)
        return { kind: 'saved' }
      } catch (problem) {
        return outcomeOf(problem)
      }
    }),
  )
  useEffect(() => {
    outbox.wake()
    // The browser does not always know that the way is clear again.
    const timer = setInterval(outbox.wake, 15_000)
    addEventListener('online', outbox.wake)
    return () => {
      clearInterval(timer)
      removeEventListener('online', outbox.wake)
    }
  }, [outbox])
  return { outbox, sending: useSyncExternalStore(outbox.subscribe, outbox.notes) }
}

/** A lost connection and a server that is busy pass by themselves; the rest needs the person. */
function outcomeOf(problem: unknown): SendOutcome {
  const words = wordsOf(problem)
  const passes =
    problem instanceof ApiProblem && (problem.status === 0 || problem.status === 429 || problem.status >= 502)
  return { kind: passes ? 'later' : 'refused', words }
}
