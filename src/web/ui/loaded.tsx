import { type ReactNode, useDeferredValue, useLayoutEffect } from 'react'
import { ApiProblem } from '../api.ts'
import { dropFirstPage } from './first-page.ts'
import { ErrorState } from './states.tsx'

type Query<T> = {
  data: T | undefined
  error: Error | null
  fetchStatus: 'fetching' | 'paused' | 'idle'
  refetch: () => unknown
}

/**
 * The four states of a screen: skeleton, no connection, error, and what was asked for. What was once read stays on
 * the screen when a later refresh fails.
 */
export function Loaded<T>({
  query,
  skeleton,
  children,
}: {
  query: Query<T>
  skeleton: ReactNode
  children: (data: T) => ReactNode
}) {
  // What comes in is rendered in slices: a long list does not keep the page from answering to the finger.
  const isThere = useDeferredValue(query.data !== undefined)
  const isShown = (query.data !== undefined && isThere) || query.error !== null
  useLayoutEffect(() => {
    if (isShown) dropFirstPage()
  }, [isShown])
  if (query.data !== undefined && isThere) return children(query.data)
  if (query.error) return <ErrorState problem={query.error} retry={query.refetch} />
  if (query.fetchStatus === 'paused') return <ErrorState problem={offline} retry={query.refetch} />
  return (
    <div role="status" aria-label="Loading">
      {skeleton}
    </div>
  )
}

const offline = new ApiProblem({
  status: 0,
  code: 'offline',
  detail: 'You are offline. This page fills itself when the connection is back.',
  requestId: '',
})
