import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useSpace } from '#web/session.ts'
import type { Channel } from '../contract/channel.ts'

/** Reads the lists of events again when an event begins or ends: what was coming is on, what was on can be watched again. */
export function useFreshEvents(channels: readonly Pick<Channel, 'event'>[]): void {
  const { slug } = useSpace()
  const queries = useQueryClient()
  const now = channels.map(({ event }) => event && `${event.id} ${event.state}`).join()
  const known = useRef(now)
  useEffect(() => {
    if (known.current === now) return
    known.current = now
    void queries.invalidateQueries({ queryKey: ['live', slug, 'events'] })
  }, [queries, slug, now])
}
