import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Film } from 'lucide'
import { lazy, Suspense, useRef } from 'react'
import { useSpace } from '#web/session.ts'
import { Icon } from '#web/ui/icon.tsx'
import { Loaded } from '#web/ui/loaded.tsx'
import { Page } from '#web/ui/page.tsx'
import type { PlayerControl } from '#web/ui/player/player-types.ts'
import { Player } from '#web/ui/player/player.tsx'
import { fullTime } from '#web/ui/relative-time.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import type { LiveEvent } from '../contract/event.ts'
import { MessageText } from './chat/message-text.tsx'
import { Found } from './found.tsx'
import { eventQuery } from './live-queries.ts'
import { recordingQuery, sourceOf } from './past/recording.ts'
import './live.css'
import './stage.css'

const ChatReplay = lazy(async () => ({ default: (await import('./past/chat-replay.tsx')).ChatReplay }))

/** `/live/:channel/past/:event`: the recording, and beside it what was written, in step with it. */
export function PastPage() {
  const { event: id = '' } = useParams({ strict: false })
  const { slug } = useSpace()
  const query = useQuery(eventQuery(slug, id))
  return (
    <Found query={query} skeleton={<Skeleton className="aspect-video w-full rounded-lg" />}>
      {(event) => <Past event={event} />}
    </Found>
  )
}

function Past({ event }: { event: LiveEvent }) {
  const player = useRef<PlayerControl>(null)
  return (
    <div className="live-page" data-chat data-part="about">
      <div className="live-stage">
        {event.clipId === null ? (
          <NoRecording />
        ) : (
          <Recording event={event} clipId={event.clipId} player={player} />
        )}
      </div>
      <div className="live-chat panel" data-always>
        <Suspense>
          <ChatReplay eventId={event.id} player={player} />
        </Suspense>
      </div>
      <div className="live-about">
        <Page
          title={event.title}
          actions={
            <Link to={`/live/${event.channelId}` as string} className="btn">
              To the channel
            </Link>
          }
        >
          <p className="text-md text-muted">
            {event.startedAt && fullTime(event.startedAt)}
            {event.peakViewers > 0 && ` · ${event.peakViewers} watched at once`}
          </p>
          {event.description && (
            <p dir="auto" className="mt-4 max-w-lg">
              <MessageText text={event.description} />
            </p>
          )}
        </Page>
      </div>
    </div>
  )
}

function Recording({
  event,
  clipId,
  player,
}: {
  event: LiveEvent
  clipId: string
  player: { current: PlayerControl | null }
}) {
  const { slug } = useSpace()
  const query = useQuery({
    ...recordingQuery(slug, clipId),
    refetchInterval: ({ state }) => (state.data && !state.data.playback ? 3000 : false),
  })
  return (
    <Loaded query={query} skeleton={<Skeleton className="aspect-video w-full rounded-lg" />}>
      {(recording) => {
        const source = sourceOf(event.title, recording)
        return source ? (
          <Player
            source={source}
            control={player}
            onExpired={async () => {
              const { data } = await query.refetch()
              const fresh = data && sourceOf(event.title, data)
              if (!fresh) throw new Error('nothing to watch any more')
              return fresh
            }}
          />
        ) : (
          <NoRecording words="The recording is being made. It appears here by itself." />
        )
      }}
    </Loaded>
  )
}

const NoRecording = ({ words = 'There is no recording of this event.' }: { words?: string }) => (
  <div className="player aspect-video">
    <div className="live-curtain">
      <Icon of={Film} size={32} />
      <p className="text-md">{words}</p>
    </div>
  </div>
)
