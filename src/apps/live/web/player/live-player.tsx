import { Headphones, LoaderCircle, MonitorX, Play, VolumeX, WifiOff } from 'lucide'
import { type ReactNode, useEffect, useRef } from 'react'
import { Icon } from '#web/ui/icon.tsx'
import { useIdle } from '#web/ui/player/use-idle.ts'
import { usePlayback } from '#web/ui/player/use-playback.ts'
import { useTap } from '#web/ui/player/use-tap.ts'
import '#web/ui/player/started-player.css'
import { LiveControls } from './live-controls.tsx'
import { soundOnly } from './live-source.ts'
import { useLiveActions } from './use-live-actions.ts'
import { type LivePaths, useLiveSource } from './use-live-source.ts'
import './live-player.css'

export type LivePlayerProps = {
  title: string
  paths: LivePaths
  /** False while the encoder is away: the last picture stays. */
  onAir: boolean
  /** When the event went live, for rewinding. */
  startedAt: string | null
  onExpired?: () => Promise<LivePaths | null>
  /** The wide view of the page; absent where there is none. */
  theatre?: { on: boolean; turn: () => void } | undefined
  /** A page that shows it small, for those who run the event, begins without sound. */
  silent?: boolean
  children?: ReactNode
}

/** The live picture with its controls. Begins by itself. */
export function LivePlayer({
  title,
  paths,
  onAir,
  startedAt,
  onExpired,
  theatre,
  silent,
  children,
}: LivePlayerProps) {
  const frame = useRef<HTMLDivElement>(null)
  const video = useRef<HTMLVideoElement>(null)
  const still = useRef<HTMLCanvasElement>(null)
  const { playback, events } = usePlayback()
  const source = useLiveSource(video, still, paths, { onAir, onExpired })
  const actions = useLiveActions(frame, video, { source, startedAt, theatre })
  const idle = useIdle(frame, playback.paused)
  const tap = useTap(idle, actions.toggle)
  useEffect(() => {
    if (silent && video.current) video.current.muted = true
  }, [silent])
  // Who has rewound has pictures to see.
  const isAway = !onAir && source.mode === 'edge'
  const needsSound = source.mutedByBrowser && playback.muted
  return (
    <div
      ref={frame}
      role="group"
      aria-label={`Player: ${title}`}
      className="player-frame"
      data-idle={idle || undefined}
    >
      {/* Nobody has written captions while it happens. */}
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
      <video ref={video} playsInline className="size-full" {...tap} {...events} />
      <canvas ref={still} hidden aria-hidden className="live-still" />
      {source.chosen === soundOnly && (
        <div className="player-wait">
          <Icon of={Headphones} size={32} />
          Sound only
        </div>
      )}
      {onAir && playback.waiting && !playback.paused && (
        <div role="status" aria-label="Loading" className="player-wait">
          <Icon of={LoaderCircle} size={40} className="animate-spin" />
        </div>
      )}
      {onAir && playback.paused && !playback.waiting && (
        <button type="button" tabIndex={-1} aria-hidden className="player-wait" onClick={actions.toggle}>
          <span className="player-start">
            <Icon of={Play} size={32} />
          </span>
        </button>
      )}
      {isAway && <Away />}
      {!source.isPlayable && (
        <p role="alert" className="live-away">
          <Icon of={MonitorX} size={28} />
          This browser cannot play live pictures. Update it, or open the page in another one.
        </p>
      )}
      {needsSound && (
        <button type="button" className="live-sound" onClick={actions.mute}>
          <Icon of={VolumeX} />
          Sound on
        </button>
      )}
      {!isAway && source.isPlayable && (
        <LiveControls playback={playback} source={source} actions={actions} theatre={theatre} />
      )}
      {children}
    </div>
  )
}

const Away = () => (
  <div role="status" className="live-away">
    <Icon of={WifiOff} size={28} />
    <p className="max-w-sm text-md">
      The encoder lost its connection. We keep your place.
      <span className="block text-sm opacity-80">The picture goes on by itself as soon as it is back.</span>
    </p>
  </div>
)
