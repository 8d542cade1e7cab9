import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { call } from '#web/api.ts'
import type { listMembers } from '../../../contract/spaces.ts'
import type { listBacklinks, listNotes, listNoteTags, listShares, readNote } from '../contract/note-routes.ts'
import { dayStart, type NotesSearch } from './notes-urls.ts'

/** What the pages of notes read. Whatever is below `['notes', space]` is refreshed when a note changes. */

export type NoteFilters = Omit<NotesSearch, 'write'>

export const notesQuery = (space: string, filters: NoteFilters) =>
  infiniteQueryOptions({
    queryKey: ['notes', space, 'list', filters] as const,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      call<typeof listNotes>('GET /spaces/:space/notes', {
        params: { space },
        query: { limit: 60, cursor: pageParam || undefined, ...askedOf(filters) },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    staleTime: 30_000,
  })

/** The filters in the words of the API. */
export const askedOf = (filters: NoteFilters) => ({
  q: filters.q,
  tag: filters.tag,
  author: filters.author,
  archived: filters.archived,
  deleted: filters.trash,
  after: dayStart(filters.from),
  before: dayStart(filters.to, 1),
})

export const noteQuery = (space: string, id: string) =>
  queryOptions({
    queryKey: ['note', space, id] as const,
    queryFn: ({ signal }) =>
      call<typeof readNote>('GET /spaces/:space/notes/:id', { params: { space, id }, signal }),
  })

export const noteTagsQuery = (space: string, archived = false) =>
  queryOptions({
    queryKey: ['notes', space, 'tags', archived] as const,
    queryFn: ({ signal }) =>
      call<typeof listNoteTags>('GET /spaces/:space/notes-tags', {
        params: { space },
        query: { archived: archived || undefined },
        signal,
      }),
    staleTime: 30_000,
  })

export const backlinksQuery = (space: string, id: string) =>
  queryOptions({
    queryKey: ['notes', space, 'backlinks', id] as const,
    queryFn: ({ signal }) =>
      call<typeof listBacklinks>('GET /spaces/:space/notes/:id/backlinks', {
        params: { space, id },
        query: { limit: 100 },
        signal,
      }),
    staleTime: 30_000,
  })

export const sharesQuery = (space: string, id: string) =>
  queryOptions({
    queryKey: ['note-shares', space, id] as const,
    queryFn: ({ signal }) =>
      call<typeof listShares>('GET /spaces/:space/notes/:id/shares', { params: { space, id }, signal }),
  })

/** The first hundred members by name: who may be chosen as the author of what one looks for. */
export const membersQuery = (space: string) =>
  queryOptions({
    queryKey: ['members', space, 'first'] as const,
    queryFn: ({ signal }) =>
      call<typeof listMembers>('GET /spaces/:space/members', {
        params: { space },
        query: { limit: 100 },
        signal,
      }),
    staleTime: 60_000,
  })
