import { LoaderCircle, Play } from 'lucide'
import { lazy, Suspense, useEffect, useState } from 'react'
import { Icon } from '../icon.tsx'
import { useShortcut } from '../shortcuts.tsx'
import { clock } from '../format.ts'
import type { PlayerProps } from './player-types.ts'

const Started = lazy(() => load().then(({ StartedPlayer }) => ({ default: StartedPlayer })))
const load = () => import('./started-player.tsx')

/**
 * A poster with a play button in the player's final size. Player and hls.js are loaded when someone wants to watch: a page that is
 * only read costs neither their bytes nor their work.
 */
export function Player(props: PlayerProps) {
  const { control, start = 0, aspect = 16 / 9, className = '' } = props
  const [from, setFrom] = useState<number | null>(null)
  const begin = () => setFrom(from ?? start)
  useShortcut('k', 'Play or pause', begin)
  useEffect(() => {
    if (!control || from !== null) return
    control.current = { seek: setFrom, time: () => 0 }
  }, [control, from])
  return (
    <div
      className={`player ${className}`}
      style={{ aspectRatio: String(Math.max(aspect, 0.6)) }}
      onPointerEnter={() => void load()}
    >
      {from === null ? (
        <Cover {...props} onPlay={begin} />
      ) : (
        <Suspense fallback={<Cover {...props} waiting />}>
          <Started {...props} start={from} />
        </Suspense>
      )}
    </div>
  )
}

const Cover = ({ source, onPlay, waiting }: PlayerProps & { onPlay?: () => void; waiting?: boolean }) => (
  <button
    type="button"
    className="absolute inset-0 grid cursor-pointer place-items-center"
    onClick={onPlay}
    aria-label={[`Play ${source.title}`, source.durationSeconds ? clock(source.durationSeconds) : null]
      .filter(Boolean)
      .join(', ')}
  >
    {source.poster && (
      // The largest picture of its page: asked for before everything else.
      <img
        {...source.cover}
        src={source.poster}
        alt=""
        fetchPriority="high"
        className="absolute inset-0 size-full object-contain"
      />
    )}
    <span className="player-start">
      <Icon of={waiting ? LoaderCircle : Play} size={32} className={waiting ? 'animate-spin' : ''} />
    </span>
    {Boolean(source.durationSeconds) && (
      <span className="player-chip absolute right-3 bottom-3">{clock(source.durationSeconds ?? 0)}</span>
    )}
  </button>
)
