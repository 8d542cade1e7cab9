import { LoaderCircle } from 'lucide'
import { lazy, Suspense, useState } from 'react'
import { Icon } from '#web/ui/icon.tsx'
import type { Channel } from '../contract/channel.ts'
import type { Phase } from './phase.ts'
import './stage.css'

const Curtain = lazy(async () => ({ default: (await import('./curtain.tsx')).Curtain }))
const LivePlayer = lazy(() => loadPlayer())
const loadPlayer = async () => {
  // Its library is on its way while the player itself still is.
  void import('hls.js/light')
  return { default: (await import('./player/live-player.tsx')).LivePlayer }
}

/** Where the picture is, or what stands in its place. The player stays while the encoder is away. */
export function Stage({
  channel,
  phase,
  reload,
  theatre,
  silent = false,
}: {
  channel: Channel
  phase: Phase
  reload: () => Promise<{ data?: Channel | undefined }>
  theatre?: { on: boolean; turn: () => void }
  /** Begins without sound. */
  silent?: boolean
}) {
  const [paths, setPaths] = useState(channel.playback)
  if (channel.playback && channel.playback !== paths) setPaths(channel.playback)
  const isOnAir = phase.is === 'live'
  const shows = (isOnAir || phase.is === 'reconnecting') && paths
  return (
    <div className="player aspect-video">
      {shows ? (
        <Suspense fallback={<Opening />}>
          <LivePlayer
            key={phase.event?.id}
            title={phase.event?.title ?? channel.name}
            paths={shows}
            onAir={isOnAir}
            startedAt={channel.startedAt}
            onExpired={async () => (await reload()).data?.playback ?? null}
            silent={silent}
            {...(theatre && { theatre })}
          />
        </Suspense>
      ) : (
        <Suspense>
          <Curtain channel={channel} phase={phase} load={loadPlayer} />
        </Suspense>
      )}
    </div>
  )
}

const Opening = () => (
  <div role="status" aria-label="Loading" className="absolute inset-0 grid place-items-center">
    <Icon of={LoaderCircle} size={40} className="animate-spin" />
  </div>
)
