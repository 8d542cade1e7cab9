import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { call } from '#web/api.ts'
import { useSpace } from '#web/session.ts'
import type { listChat } from '../../contract/chat-routes.ts'
import type { ChatFeed } from './chat-feed.ts'

/** Reads the latest page each time the stream of events begins, and older ones when `more` is called; null when there are none. */
export function useHistory(id: string, feed: ChatFeed) {
  const { slug: space } = useSpace()
  const { openings } = useSyncExternalStore(feed.subscribe, feed.read)
  const [problem, setProblem] = useState<unknown>(null)
  const [older, setOlder] = useState<string | null>(null)
  const [round, setRound] = useState(0)
  const [isThere, setIsThere] = useState(false)
  const isBusy = useRef(false)
  const read = useCallback(
    (cursor?: string, signal?: AbortSignal) =>
      call<typeof listChat>('GET /spaces/:space/channels/:id/chat', {
        params: { space, id },
        query: { limit: 50, cursor },
        ...(signal && { signal }),
      }),
    [space, id],
  )
  useEffect(() => {
    const gone = new AbortController()
    void read(undefined, gone.signal).then(
      ({ items, nextCursor }) => {
        feed.latest(items)
        setOlder((was) => (was === null || items.length === 50 ? nextCursor : was))
        setProblem(null)
        setIsThere(true)
      },
      (thrown: unknown) => gone.signal.aborted || setProblem(thrown),
    )
    return () => gone.abort()
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [read, feed, openings, round])
  const more = useMemo(() => {
    if (older === null) return null
    return () => {
      if (isBusy.current) return
      isBusy.current = true
      void read(older)
        .then(
          ({ items, nextCursor }) => {
            feed.older(items)
            setOlder(nextCursor)
          },
          // Scrolling up once more asks again.
          () => {},
        )
        .finally(() => (isBusy.current = false))
    }
  }, [older, read, feed])
  // What was read stays when a later look fails.
  return { more, problem: isThere ? null : problem, isThere, retry: () => setRound((count) => count + 1) }
}
