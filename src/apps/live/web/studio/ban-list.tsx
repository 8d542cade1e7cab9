import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '#web/api.ts'
import { useSpace } from '#web/session.ts'
import { Button } from '#web/ui/button.tsx'
import { Loaded } from '#web/ui/loaded.tsx'
import { RelativeTime } from '#web/ui/relative-time.tsx'
import { SkeletonRows } from '#web/ui/skeleton.tsx'
import { wordsOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'
import type { Channel } from '../../contract/channel.ts'
import type { liftBan } from '../../contract/chat-routes.ts'
import { bansQuery } from '../live-queries.ts'

/** Who may not write here, and the way back for them. */
export function BanList({ channel }: { channel: Channel }) {
  const { slug: space } = useSpace()
  const queries = useQueryClient()
  const toast = useToast()
  const query = useQuery({ ...bansQuery(space, channel.id), refetchInterval: 30_000 })
  const lift = useMutation({
    mutationFn: (ban: string) =>
      call<typeof liftBan>('DELETE /spaces/:space/channels/:id/bans/:ban', {
        params: { space, id: channel.id, ban },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: bansQuery(space, channel.id).queryKey }),
    onError: (problem) => toast(wordsOf(problem)),
  })
  return (
    <section aria-labelledby="bans">
      <h2 id="bans" className="mb-3">
        Kept out of the chat
      </h2>
      <Loaded query={query} skeleton={<SkeletonRows rows={1} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-md text-muted">
              Nobody. Choose the dots beside a message to keep its author out.
            </p>
          ) : (
            <ul className="panel">
              {items.map((ban) => (
                <li key={ban.id} className="panel-row flex items-center gap-4">
                  <div className="min-w-0 flex-1">
                    <p className="truncate font-semibold">
                      {ban.name}
                      {ban.guest && ' (guest)'}
                    </p>
                    <p className="text-sm text-muted">
                      {ban.until ? (
                        <>
                          back <RelativeTime at={ban.until} />
                        </>
                      ) : (
                        'for good'
                      )}
                      , by {ban.by}
                    </p>
                  </div>
                  <Button
                    small
                    busy={lift.isPending && lift.variables === ban.id}
                    onClick={() => lift.mutate(ban.id)}
                  >
                    Let back in
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  )
}
