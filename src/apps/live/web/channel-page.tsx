import { useParams } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { Skeleton } from '#web/ui/skeleton.tsx'
import type { Channel } from '../contract/channel.ts'
import { ChannelHead } from './channel-head.tsx'
import { Found } from './found.tsx'
import type { ChatFeed } from './chat/chat-feed.ts'
import { Stage } from './stage.tsx'
import { useChannel } from './use-channel.ts'
import { usePhase } from './use-phase.ts'
import { useSeenHeight } from './use-seen-height.ts'
import './live.css'

const Chat = lazy(async () => ({ default: (await import('./chat/chat.tsx')).Chat }))
const ChannelAbout = lazy(async () => ({ default: (await import('./channel-about.tsx')).ChannelAbout }))

/** `/live/:channel`: the picture as soon as there is one, and the chat beside it; on a phone below it. */
export function ChannelPage() {
  const { channel: id = '' } = useParams({ strict: false })
  const { query, feed } = useChannel(id, { watching: true })
  return (
    <Found query={query} skeleton={<ChannelSkeleton />}>
      {(channel) => <Shown key={channel.id} channel={channel} feed={feed} reload={query.refetch} />}
    </Found>
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
  const [theatre, setTheatre] = useState(false)
  const [chosen, setChosen] = useState<'chat' | 'about' | null>(null)
  // Where nothing happens there is more to read than to say.
  const part = chosen ?? (phase.is === 'offline' && !phase.next ? 'about' : 'chat')
  const hasKeyboard = useSeenHeight()
  const hasChat = channel.chat.enabled
  return (
    <div
      className="live-page"
      data-theatre={theatre || undefined}
      data-chat={hasChat || undefined}
      data-part={hasChat ? part : 'about'}
      data-keyboard={hasKeyboard || undefined}
      data-typing-page={hasChat && part === 'chat' ? true : undefined}
    >
      <div className="live-stage">
        <Stage
          channel={channel}
          phase={phase}
          reload={reload}
          theatre={{ on: theatre, turn: () => setTheatre(!theatre) }}
        />
      </div>
      <ChannelHead channel={channel} phase={phase} />
      {hasChat && (
        <div className="live-parts" role="group" aria-label="Parts of this page">
          {(['chat', 'about'] as const).map((name) => (
            <button
              key={name}
              type="button"
              className="tab"
              aria-pressed={part === name}
              data-status={part === name ? 'active' : undefined}
              onClick={() => setChosen(name)}
            >
              {name === 'chat' ? 'Chat' : 'About'}
            </button>
          ))}
        </div>
      )}
      {hasChat && (
        <div className="live-chat panel">
          <Suspense>
            <Chat channel={channel} feed={feed} />
          </Suspense>
        </div>
      )}
      <div className="live-about">
        <Suspense>
          <ChannelAbout channel={channel} />
        </Suspense>
      </div>
    </div>
  )
}

const ChannelSkeleton = () => (
  <div className="live-page" data-chat data-part="about">
    <div className="live-stage">
      <Skeleton className="aspect-video w-full rounded-lg" />
    </div>
    <div className="live-head">
      <Skeleton className="h-7 w-3/5" />
      <Skeleton className="mt-3 h-4 w-2/5" />
    </div>
    <div className="live-chat panel" />
  </div>
)
