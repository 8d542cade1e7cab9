import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../../web/api.ts'
import { useSpace } from '../../../web/session.ts'
import type { createCaption, deleteCaption, listCaptions } from '../contract/caption-routes.ts'
import type { NewCaption } from '../contract/caption.ts'
import { clipQuery } from './clip-queries.ts'

export const captionsQuery = (space: string, id: string) =>
  queryOptions({
    queryKey: ['footage', space, 'captions', id],
    queryFn: ({ signal }) =>
      call<typeof listCaptions>('GET /spaces/:space/footage/:id/captions', { params: { space, id }, signal }),
  })

/** Adds and removes captions; the dialog and the player behind it show it at once. */
export function useCaptionChanges(id: string) {
  const { slug: space } = useSpace()
  const queries = useQueryClient()
  // Not waited for: whoever sees the new list may use the form again.
  const onSuccess = () => {
    for (const { queryKey } of [captionsQuery(space, id), clipQuery(space, id)])
      void queries.invalidateQueries({ queryKey })
  }
  return {
    add: useMutation({
      mutationFn: (body: NewCaption) =>
        call<typeof createCaption>('POST /spaces/:space/footage/:id/captions', {
          params: { space, id },
          body,
        }),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (caption: string) =>
        call<typeof deleteCaption>('DELETE /spaces/:space/footage/:id/captions/:caption', {
          params: { space, id, caption },
        }),
      onSuccess,
    }),
  }
}
