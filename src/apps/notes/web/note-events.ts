import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import { useSpace } from '#web/session.ts'
import { isNews, refreshNotes } from './note-cache.ts'

/** A note that changed, as the server tells it. */
export type NoteEvent = { id: string; version: number }

/**
 * Keeps lists and open notes as they are on the server. A list that someone has scrolled far into is not pulled away: `changed` is
 * true until `show` is called. `also.hear` gets every event; `also.missed` is called when some may have passed unheard.
 */
export function useNoteEvents(also?: { hear: (event: NoteEvent) => void; missed: () => void }) {
  const { slug: space } = useSpace()
  const queries = useQueryClient()
  const [changed, setChanged] = useState(false)
  const hear = also?.hear
  const missed = also?.missed
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const refresh = () => {
      timer = undefined
      if (refreshNotes(queries, space) === 'kept') setChanged(true)
    }
    const stop = listen(space, {
      hear(event) {
        hear?.(event)
        // Many changes in one second are one look.
        if (isNews(queries, space, event)) timer ??= setTimeout(refresh, 700)
      },
      missed() {
        missed?.()
        refresh()
      },
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [queries, space, hear, missed])
  const show = useCallback(() => {
    setChanged(false)
    scrollTo(0, 0)
    refreshNotes(queries, space, { shorten: true })
  }, [queries, space])
  return { changed, show }
}

/** A browser has few connections to one house, so pages in the background let go of theirs, and look again when they are back. */
function listen(space: string, on: { hear: (event: NoteEvent) => void; missed: () => void }): () => void {
  let source: EventSource | null = null
  const open = () => {
    source = new EventSource(`/api/v1/spaces/${encodeURIComponent(space)}/notes-events`)
    // `gone`: it was hidden from this person, or left the trash for good.
    for (const kind of ['message', 'gone'])
      source.addEventListener(kind, (event) =>
        on.hear(JSON.parse((event as MessageEvent<string>).data) as NoteEvent),
      )
    // Between the reading of a page and the first event, and while the connection was away, changes pass unheard.
    source.addEventListener('open', on.missed)
  }
  const close = () => {
    source?.close()
    source = null
  }
  const look = () => {
    if (document.hidden) close()
    else if (!source) open()
  }
  look()
  document.addEventListener('visibilitychange', look)
  return () => {
    document.removeEventListener('visibilitychange', look)
    close()
  }
}
