import { useParams } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { WithRole } from '#web/ui/gates.tsx'
import { Loaded } from '#web/ui/loaded.tsx'
import { Page } from '#web/ui/page.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { ToLivePage, runTabs } from './run-tabs.tsx'
import { Stage } from './stage.tsx'
import { useChannel } from './use-channel.ts'
import { usePhase } from './use-phase.ts'
import type { Channel } from '../contract/channel.ts'
import type { ChatFeed } from './chat/chat-feed.ts'
import './studio/studio.css'

const Chat = lazy(async () => ({ default: (await import('./chat/chat.tsx')).Chat }))
const StudioTools = lazy(async () => ({ default: (await import('./studio/studio-tools.tsx')).StudioTools }))

/** `/live/:channel/studio`: the chat large, with the tools of those who keep it; the picture small. */
export function StudioPage() {
  return (
    <WithRole least="operator">
      <Studio />
    </WithRole>
  )
}

function Studio() {
  const { channel: id = '' } = useParams({ strict: false })
  const { query, feed } = useChannel(id)
  return (
    <Loaded query={query} skeleton={<Skeleton className="h-96 rounded-lg" />}>
      {(channel) => (
        <Page title={channel.name} tabs={runTabs(id)} actions={<ToLivePage id={id} />}>
          <Shown channel={channel} feed={feed} reload={query.refetch} />
        </Page>
      )}
    </Loaded>
  )
}

function Shown({
  channel,
  feed,
  reload,
}: {
  channel: Channel
  feed: ChatFeed
  reload: () => Promise<{ data?: Channel | undefined }>
}) {
  const phase = usePhase(channel)
  return (
    <div className="studio">
      <Stage channel={channel} phase={phase} reload={reload} silent />
      <div className="studio-chat panel">
        <Suspense>
          <Chat channel={channel} feed={feed} />
        </Suspense>
      </div>
      <div className="studio-tools">
        <Suspense fallback={<Skeleton className="h-40 rounded-lg" />}>
          <StudioTools channel={channel} />
        </Suspense>
      </div>
    </div>
  )
}
