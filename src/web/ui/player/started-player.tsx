import { CircleAlert, LoaderCircle, Play } from 'lucide'
import { useEffect, useRef } from 'react'
import { Icon } from '../icon.tsx'
import { Controls } from './controls.tsx'
import type { PlayerProps } from './player-types.ts'
import { useIdle } from './use-idle.ts'
import { usePlayback } from './use-playback.ts'
import { usePlayerActions } from './use-player-actions.ts'
import { useSource } from './use-source.ts'
import { useTap } from './use-tap.ts'
import './started-player.css'

/** The running player: video, controls, keys. Begins at `start` and plays. */
export function StartedPlayer({ source, onExpired, start = 0, control }: PlayerProps) {
  const frame = useRef<HTMLDivElement>(null)
  const video = useRef<HTMLVideoElement>(null)
  const { playback, events } = usePlayback()
  const opened = useSource(video, source, start, onExpired)
  const actions = usePlayerActions(frame, video)
  const idle = useIdle(frame, playback.paused)
  const tap = useTap(idle, actions.toggle)
  useEffect(() => {
    if (!control) return
    control.current = {
      seek(seconds) {
        actions.seek(seconds)
        void video.current?.play().catch(() => {})
      },
      time: () => video.current?.currentTime ?? 0,
    }
    return () => void (control.current = null)
  }, [control, actions])
  return (
    <div
      ref={frame}
      role="group"
      aria-label={`Player: ${source.title}`}
      className="player-frame"
      data-idle={idle || undefined}
    >
      {/* Captions come as tracks where a clip has them. */}
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
      <video
        ref={video}
        playsInline
        poster={source.poster ?? undefined}
        // Captions may stand on another host than the page: `CDN_URL`.
        crossOrigin="anonymous"
        className="size-full"
        {...tap}
        {...events}
      >
        {source.captions?.map(({ src, label, language }) => (
          <track key={`${language} ${label}`} kind="captions" src={src} label={label} srcLang={language} />
        ))}
      </video>
      {opened.fault ? (
        <div role="alert" className="player-cover">
          <Icon of={CircleAlert} size={28} />
          <p className="max-w-sm text-md">{opened.fault.words}</p>
          <button type="button" className="btn" onClick={opened.retry}>
            Try again
          </button>
        </div>
      ) : (
        <>
          {playback.waiting && !playback.paused && (
            <div role="status" aria-label="Loading" className="player-wait">
              <Icon of={LoaderCircle} size={40} className="animate-spin" />
            </div>
          )}
          {playback.paused && !playback.waiting && (
            <button type="button" tabIndex={-1} aria-hidden className="player-wait" onClick={actions.toggle}>
              <span className="player-start">
                <Icon of={Play} size={32} />
              </span>
            </button>
          )}
          <Controls source={source} playback={playback} actions={actions} opened={opened} video={video} />
        </>
      )}
    </div>
  )
}
