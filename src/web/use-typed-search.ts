import { type QueryKey, useIsFetching } from '@tanstack/react-query'
import { useState } from 'react'

/**
 * What to ask the server while someone types: the first text at once, then always the latest, but never while a query below
 * `queryKey` is under way. So a search has one request under way at most, and what was typed over is never asked.
 *
 *     const asked = useTypedSearch(text.trim(), ['notes', slug, 'search'])
 *     const query = useQuery({ queryKey: ['notes', slug, 'search', asked], … placeholderData: keepPreviousData })
 *
 * While `asked` is not `text`, older results are on the screen.
 */
export function useTypedSearch(text: string, queryKey: QueryKey): string {
  const underWay = useIsFetching({ queryKey })
  const [asked, setAsked] = useState(text)
  if (asked !== text && underWay === 0) setAsked(text)
  return asked
}
