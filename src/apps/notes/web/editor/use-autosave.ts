import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useSpace } from '#web/session.ts'
import type { Note } from '../../contract/note.ts'
import { type Autosave, type AutosaveParts, type Draft, openAutosave, type SaveState } from './autosave.ts'
import type { Drafts } from './drafts.ts'
import { textOf } from './note-text.ts'
import { saveParts } from './save-parts.ts'
import { useDrafts } from './use-drafts.ts'

/**
 * Saves a note while it is open for writing; null until this browser has been asked for a draft of it. `replaced` hears when the
 * text becomes another by itself.
 */
export function useAutosave(note: Note, replaced: AutosaveParts['replaced']): Autosave | null {
  const { slug: space } = useSpace()
  const queries = useQueryClient()
  const drafts = useDrafts()
  const [autosave, setAutosave] = useState<Autosave | null>(null)
  const latest = useRef({ note, replaced })
  useEffect(() => {
    latest.current = { note, replaced }
  })
  useEffect(() => {
    let machine: Autosave | null = null
    let gone = false
    let release = () => {}
    const open = async () => {
      const draft = await draftOf(drafts, latest.current.note)
      if (gone) return
      const hold = drafts.hold(note.id)
      release = hold.release
      machine = openAutosave(draft, {
        ...saveParts(queries, space, note.id),
        keep: hold.keep,
        replaced: (text, before) => latest.current.replaced(text, before),
      })
      setAutosave(machine)
    }
    void open()
    const leave = () => {
      if (document.visibilityState !== 'hidden') return
      void machine?.leave()
      drafts.leave()
    }
    const wake = () => machine?.wake()
    document.addEventListener('visibilitychange', leave)
    addEventListener('pagehide', leave)
    addEventListener('online', wake)
    return () => {
      gone = true
      document.removeEventListener('visibilitychange', leave)
      removeEventListener('pagehide', leave)
      removeEventListener('online', wake)
      void machine?.close().then(release)
    }
  }, [drafts, queries, space, note.id])
  useEffect(() => autosave?.meet(textOf(note)), [autosave, note])
  return autosave
}

/** What this browser kept of the note, or the note as it is. */
async function draftOf(drafts: Drafts, note: Note): Promise<Draft> {
  const [left] = await drafts.left(note.id)
  return left ? drafts.takeUp(left) : { base: textOf(note), mine: textOf(note), sent: [] }
}

const nothing = () => () => {}
const savedState: SaveState = { kind: 'saved' }
/** What is to be told about saving. */
export const useSaveState = (autosave: Autosave | null): SaveState =>
  useSyncExternalStore(autosave?.subscribe ?? nothing, autosave?.state ?? (() => savedState))
