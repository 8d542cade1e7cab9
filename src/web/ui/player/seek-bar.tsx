import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'
import { clock } from '../format.ts'
import { readStoryboard, tileAt } from './storyboard.ts'

/** Where in the video one is; a click, letting go of the knob, or arrow keys go elsewhere, the pointer shows what is there. */
export function SeekBar({
  time,
  duration,
  buffered,
  storyboard,
  onSeek,
}: {
  time: number
  duration: number
  buffered: number
  storyboard: string | undefined
  onSeek: (seconds: number) => void
}) {
  const bar = useRef<HTMLDivElement>(null)
  const [hover, setHover] = useState<{ at: number; left: number } | null>(null)
  // The knob in the hand: each place on its way would be loaded for nothing.
  const [held, setHeld] = useState<number | null>(null)
  const shown = held ?? time
  const placeOf = (event: PointerEvent) => {
    const { left, width } = bar.current!.getBoundingClientRect()
    const part = Math.min(1, Math.max(0, (event.clientX - left) / width))
    return { at: part * duration, left: part * width }
  }
  const move = (event: PointerEvent<HTMLDivElement>) => {
    setHover(placeOf(event))
    if (held !== null) setHeld(placeOf(event).at)
  }
  const press = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    setHover(placeOf(event))
    setHeld(placeOf(event).at)
  }
  const release = (event: PointerEvent<HTMLDivElement>) => {
    // What the last move has set may not be rendered yet.
    if (held !== null) onSeek(placeOf(event).at)
    setHeld(null)
  }
  const keys = (event: KeyboardEvent) => {
    const to = { Home: 0, End: duration, PageUp: time + duration / 10, PageDown: time - duration / 10 }[
      event.key
    ]
    if (to === undefined) return
    event.preventDefault()
    onSeek(to)
  }
  const percent = (seconds: number) => `${duration > 0 ? Math.min(100, (seconds / duration) * 100) : 0}%`
  return (
    <div
      ref={bar}
      role="slider"
      tabIndex={0}
      aria-label="Position"
      aria-valuemin={0}
      aria-valuemax={Math.round(duration)}
      aria-valuenow={Math.round(time)}
      aria-valuetext={`${clock(time)} of ${clock(duration)}`}
      className="player-seek"
      onPointerDown={press}
      onPointerMove={move}
      onPointerUp={release}
      onPointerCancel={() => setHeld(null)}
      onPointerLeave={() => setHover(null)}
      onKeyDown={keys}
    >
      <div className="player-track">
        <div className="player-buffered" style={{ width: percent(buffered) }} />
        <div className="player-done" style={{ width: percent(shown) }} />
        <div className="player-knob" style={{ left: percent(shown) }} />
      </div>
      {hover && duration > 0 && (
        <Preview
          at={hover.at}
          left={hover.left}
          width={bar.current?.clientWidth ?? 0}
          storyboard={storyboard}
        />
      )}
    </div>
  )
}

function Preview(preview: { at: number; left: number; width: number; storyboard: string | undefined }) {
  const tiles = useQuery({
    queryKey: ['storyboard', preview.storyboard],
    queryFn: async ({ signal }) => {
      const url = new URL(preview.storyboard!, location.href).href
      const answer = await fetch(url, { signal })
      return answer.ok ? readStoryboard(await answer.text(), url) : []
    },
    enabled: preview.storyboard !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const tile = tileAt(tiles.data ?? [], preview.at)
  const width = tile?.width ?? 60
  const left = Math.min(Math.max(preview.left, width / 2), preview.width - width / 2)
  return (
    <div className="player-preview" style={{ left, width }}>
      {tile && (
        <div
          className="rounded-sm"
          style={{
            width: tile.width,
            height: tile.height,
            backgroundImage: `url("${tile.image}")`,
            backgroundPosition: `-${tile.x}px -${tile.y}px`,
          }}
        />
      )}
      <span className="player-chip">{clock(preview.at)}</span>
    </div>
  )
}
