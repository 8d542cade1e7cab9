import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '#web/api.ts'
import { wordsOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'
import type { followChannel, unfollowChannel } from '../contract/follow-routes.ts'
import { channelQuery, channelsQuery } from './live-queries.ts'

type Wish = { id: string; name: string; following: boolean }

/** Follows channels of a space and ends it. Pages that show the channel know it at once. */
export function useFollow(space: string) {
  const queries = useQueryClient()
  const toast = useToast()
  const { mutate, isPending, variables } = useMutation({
    async mutationFn({ id, following }: Wish) {
      const params = { space, id }
      if (following) return call<typeof followChannel>('PUT /spaces/:space/channels/:id/follow', { params })
      await call<typeof unfollowChannel>('DELETE /spaces/:space/channels/:id/follow', { params })
      return null
    },
    onSuccess(said, { id, name, following }) {
      queries.setQueryData(channelQuery(space, id).queryKey, (known) => known && { ...known, following })
      queries.setQueryData(
        channelsQuery(space).queryKey,
        (known) =>
          known && {
            ...known,
            items: known.items.map((one) => (one.id === id ? { ...one, following } : one)),
          },
      )
      if (!said) toast(`You are not told any more when ${name} goes live.`)
      else if (said.mail) toast(`You get a mail when ${name} goes live.`)
      else toast(`You are told here when ${name} goes live.`)
    },
    onError: (problem) => toast(wordsOf(problem)),
  })
  return { set: mutate, busy: isPending, wish: isPending ? variables : null }
}
