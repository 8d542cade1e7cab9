import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../../web/api.ts'
import { useSpace } from '../../../web/session.ts'
import type { Clip, ClipPatch, ClipState } from '../contract/clip.ts'
import type { NewComment } from '../contract/comment.ts'
import type {
  cancelProcessing,
  createComment,
  deleteClip,
  deleteComment,
  editClip,
  listClips,
  listComments,
  listTags,
  readClip,
  restoreClip,
  retryProcessing,
} from '../contract/footage-routes.ts'

/** What the footage pages read and change. */

/** The filters of the list, as they stand in the address. Days are `2026-11-21` in the reader's own time zone. */
export type ClipFilters = {
  q?: string | undefined
  tag?: string | undefined
  from?: string | undefined
  to?: string | undefined
  state?: ClipState | undefined
  deleted?: boolean | undefined
}

export const clipsQuery = (space: string, filters: ClipFilters) =>
  infiniteQueryOptions({
    queryKey: ['footage', space, 'clips', filters],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      call<typeof listClips>('GET /spaces/:space/footage', {
        params: { space },
        query: {
          limit: 60,
          cursor: pageParam || undefined,
          q: filters.q,
          tag: filters.tag,
          state: filters.state,
          deleted: filters.deleted,
          from: dayStart(filters.from, 0),
          to: dayStart(filters.to, 1),
        },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })

export const clipQuery = (space: string, id: string) =>
  queryOptions({
    queryKey: ['footage', space, 'clip', id],
    queryFn: ({ signal }) =>
      call<typeof readClip>('GET /spaces/:space/footage/:id', { params: { space, id }, signal }),
  })

export const tagsQuery = (space: string) =>
  queryOptions({
    queryKey: ['footage', space, 'tags'],
    queryFn: ({ signal }) =>
      call<typeof listTags>('GET /spaces/:space/footage-tags', { params: { space }, signal }),
    staleTime: 30_000,
  })

export const commentsQuery = (space: string, id: string) =>
  infiniteQueryOptions({
    queryKey: ['footage', space, 'comments', id],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      call<typeof listComments>('GET /spaces/:space/footage/:id/comments', {
        params: { space, id },
        query: { limit: 50, cursor: pageParam || undefined },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })

/** Everything that can be done with one clip. Answers land in the cache, so that the page shows them at once. */
export function useClipChanges(id: string) {
  const { slug: space } = useSpace()
  const queries = useQueryClient()
  const params = { space, id }
  const show = (clip: Clip) => queries.setQueryData(clipQuery(space, id).queryKey, clip)
  const lists = () => queries.invalidateQueries({ queryKey: ['footage', space, 'clips'] })
  const comments = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: commentsQuery(space, id).queryKey }),
      queries.invalidateQueries({ queryKey: clipQuery(space, id).queryKey }),
    ])
  return {
    edit: useMutation({
      mutationFn: ({ patch, version }: { patch: ClipPatch; version: number }) =>
        call<typeof editClip>('PATCH /spaces/:space/footage/:id', { params, body: patch, ifMatch: version }),
      onSuccess: (clip) => {
        show(clip)
        void queries.invalidateQueries({ queryKey: tagsQuery(space).queryKey })
        return lists()
      },
    }),
    remove: useMutation({
      mutationFn: () => call<typeof deleteClip>('DELETE /spaces/:space/footage/:id', { params }),
      onSuccess: lists,
    }),
    restore: useMutation({
      mutationFn: () => call<typeof restoreClip>('POST /spaces/:space/footage/:id/restoration', { params }),
      onSuccess: (clip) => {
        show(clip)
        return lists()
      },
    }),
    cancel: useMutation({
      mutationFn: () =>
        call<typeof cancelProcessing>('DELETE /spaces/:space/footage/:id/processing', { params }),
    }),
    retry: useMutation({
      mutationFn: (height?: number) =>
        call<typeof retryProcessing>('POST /spaces/:space/footage/:id/processing', {
          params,
          body: height === undefined ? {} : { height },
        }),
      onSuccess: show,
    }),
    comment: useMutation({
      mutationFn: ({ body, key }: { body: NewComment; key: string }) =>
        call<typeof createComment>('POST /spaces/:space/footage/:id/comments', {
          params,
          body,
          idempotencyKey: key,
        }),
      onSuccess: comments,
    }),
    removeComment: useMutation({
      mutationFn: (comment: string) =>
        call<typeof deleteComment>('DELETE /spaces/:space/footage/:id/comments/:comment', {
          params: { ...params, comment },
        }),
      onSuccess: comments,
    }),
  }
}

/** The start of a day, or of the day after it, in the reader's time zone, as the API wants it. */
function dayStart(day: string | undefined, plusDays: number): string | undefined {
  if (!day) return undefined
  const start = new Date(`${day}T00:00`)
  start.setDate(start.getDate() + plusDays)
  return Number.isNaN(start.getTime()) ? undefined : start.toISOString()
}
