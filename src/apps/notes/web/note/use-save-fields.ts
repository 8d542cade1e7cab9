import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { ApiProblem } from '#web/api.ts'
import { useSpace } from '#web/session.ts'
import { wordsOf } from '#web/ui/states.tsx'
import type { Note, NotePatch } from '../../contract/note.ts'

// Asked for with the page, not waited for by it.
const parts = Promise.all([import('../patch-note.ts'), import('../note-cache.ts')])

export type SaveFields = ReturnType<typeof useSaveFields>
type Change = (latest: Note) => NotePatch

/**
 * Saves title, tags and visibility, one change after the other, each made to the latest version. What could not be sent is tried
 * again until it is saved or the page is left.
 */
export function useSaveFields(note: Note) {
  const { slug: space } = useSpace()
  const queries = useQueryClient()
  const [{ state, problem }, setState] = useState<{
    state: 'idle' | 'saving' | 'saved' | 'failed'
    problem: unknown
  }>({ state: 'idle', problem: null })
  const waiting = useRef<Change[]>([])
  const busy = useRef(false)

  const run = async () => {
    if (busy.current) return
    busy.current = true
    try {
      const [{ patchNote }, { showNote, refreshNotes }] = await parts
      for (let change = waiting.current[0]; change; change = waiting.current[0]) {
        setState({ state: 'saving', problem: null })
        const wish = change
        const saved = await patchNote(queries, space, note, (latest) => wish(latest ?? note))
        waiting.current.shift()
        showNote(queries, space, saved)
        setState({ state: 'saved', problem: null })
      }
      refreshNotes(queries, space)
    } catch (problem) {
      // What is refused once is refused again.
      if (problem instanceof ApiProblem && problem.status >= 400 && problem.status < 429)
        waiting.current.shift()
      setState({ state: 'failed', problem })
    }
    busy.current = false
  }
  const again = useRef(run)
  useEffect(() => {
    again.current = run
  })
  useEffect(() => {
    if (state !== 'failed') return
    const retry = () => void (waiting.current.length > 0 && again.current())
    const timer = setInterval(retry, 10_000)
    addEventListener('online', retry)
    return () => {
      clearInterval(timer)
      removeEventListener('online', retry)
    }
  }, [state])

  return {
    state,
    words: { idle: '', saving: 'Saving …', saved: 'Saved', failed: `Not saved: ${wordsOf(problem)}` }[state],
    now: (change: Change) => {
      waiting.current.push(change)
      return run()
    },
  }
}
