import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { lazy, Suspense, useEffect } from 'react'
import { useSpace } from '#web/session.ts'
import { WithRole } from '#web/ui/gates.tsx'
import { Loaded } from '#web/ui/loaded.tsx'
import { Page } from '#web/ui/page.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { EncoderSteps } from './broadcast/encoder-steps.tsx'
import { channelQuery, ingestQuery } from './live-queries.ts'
import { ToLivePage, runTabs } from './run-tabs.tsx'
import { useSignal } from './use-signal.ts'
import './broadcast/broadcast.css'

const DayOf = lazy(async () => ({ default: (await import('./broadcast/day-of.tsx')).DayOf }))
const PrivateTest = lazy(async () => ({
  default: (await import('./broadcast/private-test.tsx')).PrivateTest,
}))

/** `/live/:channel/broadcast`: from nothing to a picture in three steps, a private test, and what matters while it runs. */
export function BroadcastPage() {
  return (
    <WithRole least="operator">
      <Broadcast />
    </WithRole>
  )
}

function Broadcast() {
  const { channel: id = '' } = useParams({ strict: false })
  const { slug } = useSpace()
  const queries = useQueryClient()
  const query = useQuery({ ...channelQuery(slug, id), refetchInterval: 15_000 })
  const ingest = useQuery(ingestQuery(slug, id))
  const { signal, isAway } = useSignal(slug, id)
  const state = signal?.state
  useEffect(() => {
    if (state) void queries.invalidateQueries({ queryKey: channelQuery(slug, id).queryKey })
  }, [state, queries, slug, id])
  const isRunning = state === 'live' || state === 'reconnecting'
  return (
    <Loaded query={query} skeleton={<BroadcastSkeleton />}>
      {(channel) => (
        <Page title={channel.name} tabs={runTabs(id)} actions={<ToLivePage id={id} />}>
          {isAway && (
            <p role="status" className="notice notice-warn mb-6">
              The house cannot be reached right now: what stands here may be old. It comes back by itself.
            </p>
          )}
          {ingest.data?.problem && (
            <p role="alert" className="notice notice-danger mb-6">
              {ingest.data.problem}
            </p>
          )}
          {signal === null ? (
            <StateSkeleton />
          ) : (
            <Suspense fallback={<StateSkeleton />}>
              {isRunning ? (
                <DayOf channel={channel} signal={signal} reload={query.refetch} />
              ) : (
                <PrivateTest channel={channel} signal={signal} />
              )}
            </Suspense>
          )}
          <EncoderSteps channel={channel} query={ingest} isOpen={!isRunning} />
        </Page>
      )}
    </Loaded>
  )
}

const BroadcastSkeleton = () => (
  <>
    <Skeleton className="mb-4 h-10 w-3/5" />
    <Skeleton className="mb-6 h-10" />
    <StateSkeleton />
  </>
)

/** As high as what it says before anything is sent. */
const StateSkeleton = () => <Skeleton className="h-52 rounded-lg sm:h-40" />
