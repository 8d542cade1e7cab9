import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Bell } from 'lucide'
import { useState } from 'react'
import { call } from '#web/api.ts'
import { useSpace } from '#web/session.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Check } from '#web/ui/fields.tsx'
import { Loaded } from '#web/ui/loaded.tsx'
import { Section } from '#web/ui/section.tsx'
import { SkeletonRows } from '#web/ui/skeleton.tsx'
import { EmptyState } from '#web/ui/states.tsx'
import type { Follow, listFollows } from '../contract/follow-routes.ts'
import { useFollow } from './use-follow.ts'

/** A part of `/settings/notifications`: the channels that I follow in this space. */
export function FollowList() {
  const { slug, name, role } = useSpace()
  const query = useInfiniteQuery({
    queryKey: ['live', slug, 'follows'],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      call<typeof listFollows>('GET /spaces/:space/follows', {
        params: { space: slug },
        query: { limit: 50, cursor: pageParam || undefined },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    enabled: role !== null,
    // What was turned off stays in the list until the page is opened again: it can be turned on again.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  if (role === null) return null
  return (
    <Section title="Live channels" note={`Of ${name}: you are told when they go live.`}>
      <Loaded query={query} skeleton={<SkeletonRows rows={3} />}>
        {({ pages }) => {
          const follows = pages.flatMap(({ items }) => items)
          return follows.length === 0 ? <None /> : <Switches follows={follows} />
        }}
      </Loaded>
      {query.hasNextPage && (
        <Button className="mt-4" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Show more
        </Button>
      )}
    </Section>
  )
}

const None = () => (
  <EmptyState
    icon={Bell}
    title="You follow no channel"
    action={
      <Link to={'/live' as string} className={buttonClass()}>
        Live
      </Link>
    }
  >
    Press “Tell me” on the page of a channel to be told when it goes live.
  </EmptyState>
)

function Switches({ follows }: { follows: readonly Follow[] }) {
  const { slug } = useSpace()
  const [off, setOff] = useState<ReadonlySet<string>>(new Set())
  const { set, busy, wish } = useFollow(slug)
  return (
    <ul className="panel">
      {follows.map(({ channel: { id, name } }) => {
        const isOn = wish?.id === id ? wish.following : !off.has(id)
        return (
          <li key={id} className="panel-row">
            <Check
              label={name}
              checked={isOn}
              disabled={busy}
              onChange={() =>
                set(
                  { id, name, following: !isOn },
                  {
                    onSuccess: () =>
                      setOff(new Set(isOn ? [...off, id] : [...off].filter((one) => one !== id))),
                  },
                )
              }
            />
          </li>
        )
      })}
    </ul>
  )
}
