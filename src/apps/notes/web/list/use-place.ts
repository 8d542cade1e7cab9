import { type RefObject, useLayoutEffect, useRef } from 'react'
import type { NoteSummary } from '../../contract/note.ts'

const placeKey = 'longhouse.notes.place'

/**
 * Remembers which note was opened and how far below the top of the window it stood; shows it there again when the list comes back,
 * also when others have come before it. Returns what is to be called as a note is opened.
 */
export function usePlace({
  list,
  notes,
  top,
  rowHeight,
}: {
  list: RefObject<HTMLElement | null>
  notes: readonly NoteSummary[]
  top: number
  rowHeight: number
}) {
  const restored = useRef(false)
  useLayoutEffect(() => {
    if (restored.current || top === 0 || notes.length === 0) return
    restored.current = true
    const place = takePlace()
    const at = notes.findIndex(({ id }) => id === place?.id)
    if (!place || at < 0) return
    const show = () => list.current && scrollTo(0, top + at * rowHeight - place.below)
    const focus = () => {
      // Whoever writes already is not interrupted.
      if (document.activeElement?.matches('input, textarea')) return
      list.current?.querySelector<HTMLElement>(`[data-note="${place.id}"] a`)?.focus({ preventScroll: true })
    }
    show()
    // Again after the router has put the page where it was, and the heading has had the focus.
    requestAnimationFrame(() => {
      show()
      requestAnimationFrame(focus)
    })
  }, [list, notes, top, rowHeight])
  return (id: string) => {
    const at = notes.findIndex((note) => note.id === id)
    const below = top + at * rowHeight - scrollY
    try {
      sessionStorage.setItem(placeKey, JSON.stringify({ id, below }))
    } catch {}
  }
}

/** The list then opens at its top. */
export function forgetPlace() {
  try {
    sessionStorage.removeItem(placeKey)
  } catch {}
}

function takePlace(): { id: string; below: number } | null {
  try {
    const place = JSON.parse(sessionStorage.getItem(placeKey) ?? 'null') as {
      id: string
      below: number
    } | null
    forgetPlace()
    return place
  } catch {
    return null
  }
}
