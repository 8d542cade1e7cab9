import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Clip } from '../contract/clip.ts'
import { clipQuery } from './clip-queries.ts'

/** The address of a clip's server-sent events. */
const eventsUrl = (space: string, id: string) =>
  `/api/v1/spaces/${encodeURIComponent(space)}/footage/${id}/events`

/** Keeps the clip in the cache as it is on the server while `on`; the browser reconnects by itself. */
export function useClipEvents(space: string, id: string, on: boolean): void {
  const queries = useQueryClient()
  useEffect(() => {
    if (!on) return
    return follow(space, id, (clip) => queries.setQueryData(clipQuery(space, id).queryKey, clip))
  }, [space, id, on, queries])
}

/** Calls `changed` with the clip now and each time it changes. Returns the way to stop. */
export function follow(space: string, id: string, changed: (clip: Clip) => void): () => void {
  const source = new EventSource(eventsUrl(space, id))
  source.addEventListener('message', ({ data }) => changed(JSON.parse(data as string) as Clip))
  return () => source.close()
}
