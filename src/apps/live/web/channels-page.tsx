import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus, Radio, Settings2 } from 'lucide'
import { lazy, Suspense, useState } from 'react'
import { useAtLeast, useSpace } from '#web/session.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Icon } from '#web/ui/icon.tsx'
import { Loaded } from '#web/ui/loaded.tsx'
import { Page } from '#web/ui/page.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { EmptyState } from '#web/ui/states.tsx'
import type { Channel } from '../contract/channel.ts'
import { ChannelCard } from './channel-card.tsx'
import { ComingEvents, PastEvents } from './event-lists.tsx'
import { FollowButton } from './follow-button.tsx'
import { eventsQuery } from './events-query.ts'
import { channelsQuery } from './live-queries.ts'
import { useFreshEvents } from './use-fresh-events.ts'

const ChannelDialog = lazy(async () => ({
  default: (await import('./manage/channel-dialog.tsx')).ChannelDialog,
}))

/** `/live`: what is on air, what comes, and what can be watched again. */
export function ChannelsPage() {
  const { slug } = useSpace()
  const isOperator = useAtLeast('operator')
  const query = useQuery({ ...channelsQuery(slug), refetchInterval: 15_000 })
  const hasChannels = (query.data?.items.length ?? 0) > 0
  return (
    <Page
      title="Live"
      actions={
        isOperator &&
        hasChannels && (
          <Link to={'/live/channels' as string} className={buttonClass()}>
            <Icon of={Settings2} size={18} />
            Channels and events
          </Link>
        )
      }
    >
      <Loaded query={query} skeleton={<CardsSkeleton />}>
        {({ items }) => (items.length === 0 ? <NoChannels /> : <Shown channels={items} />)}
      </Loaded>
    </Page>
  )
}

function Shown({ channels }: { channels: readonly Channel[] }) {
  const { slug } = useSpace()
  const coming = useInfiniteQuery(eventsQuery(slug, 'coming'))
  const past = useInfiniteQuery(eventsQuery(slug, 'past'))
  const first = (query: typeof past) => query.data?.pages[0]?.items ?? []
  useFreshEvents(channels)
  const onAir = channels.filter(({ state }) => state !== 'offline')
  return (
    <>
      <ul className={cards}>
        {[...onAir, ...channels.filter(({ state }) => state === 'offline')].map((channel) => (
          <li key={channel.id} className="relative">
            <ChannelCard channel={channel} />
            <div className="absolute right-2 bottom-2">
              <FollowButton channel={channel} bare />
            </div>
          </li>
        ))}
      </ul>
      {first(coming).length > 0 && (
        <section className="mt-10">
          <h2 className="mb-3">Coming</h2>
          <ComingEvents query={coming} />
        </section>
      )}
      {first(past).length > 0 && (
        <section className="mt-10">
          <h2 className="mb-3">To watch again</h2>
          <PastEvents query={past} />
        </section>
      )}
    </>
  )
}

function NoChannels() {
  const isAdmin = useAtLeast('admin')
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <EmptyState
        icon={Radio}
        title="No channels yet"
        action={
          isAdmin && (
            <Button kind="primary" icon={Plus} onClick={() => setIsOpen(true)}>
              Make a channel
            </Button>
          )
        }
      >
        {isAdmin
          ? 'A channel is a place to stream to: it keeps its address and its key for every event.'
          : 'Nobody broadcasts here yet. An admin can make a channel.'}
      </EmptyState>
      <Suspense>{isOpen && <ChannelDialog onClose={() => setIsOpen(false)} />}</Suspense>
    </>
  )
}

const cards = 'grid grid-cols-[repeat(auto-fill,minmax(240px,1fr))] gap-4'

const CardsSkeleton = () => (
  <div className={cards}>
    {[0, 1, 2].map((at) => (
      <Skeleton key={at} className="h-40 rounded-lg" />
    ))}
  </div>
)
