import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { call } from '#web/api.ts'
import type { listRevisions, readRevision } from '../../contract/note-routes.ts'

/** `latest` is the version of the note: with another one the list is a new one. */
export const revisionsQuery = (space: string, id: string, latest: number) =>
  infiniteQueryOptions({
    queryKey: ['note-revisions', space, id, latest] as const,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      call<typeof listRevisions>('GET /spaces/:space/notes/:id/revisions', {
        params: { space, id },
        query: { limit: 50, cursor: pageParam || undefined },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })

/** A revision never changes. */
export const revisionQuery = (space: string, id: string, version: number) =>
  queryOptions({
    queryKey: ['note-revision', space, id, version] as const,
    queryFn: ({ signal }) =>
      call<typeof readRevision>('GET /spaces/:space/notes/:id/revisions/:version', {
        params: { space, id, version: String(version) },
        signal,
      }),
    staleTime: Infinity,
  })
