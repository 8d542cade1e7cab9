import { useMemo } from 'react'
import { openVideoActions } from '#web/ui/player/video-actions.ts'
import { useShortcut } from '#web/ui/shortcuts.tsx'
import type { LivePlayerProps } from './live-player.tsx'
import type { useLiveSource } from './use-live-source.ts'

export type LiveActions = ReturnType<typeof useLiveActions>

/** Everything one can do with a live picture, and its keys: those of every player, and `0` for the newest picture. */
export function useLiveActions(
  frame: { current: HTMLElement | null },
  video: { current: HTMLVideoElement | null },
  {
    source,
    startedAt,
    theatre,
  }: { source: ReturnType<typeof useLiveSource> } & Pick<LivePlayerProps, 'startedAt' | 'theatre'>,
) {
  const hands = useMemo(() => openVideoActions(frame, video), [frame, video])
  const { mode } = source
  /** Seconds of the event up to now; when it is being rewound, the player knows it better than the clock. */
  const length = () => {
    const known = video.current?.duration ?? 0
    if (mode === 'rewound' && Number.isFinite(known) && known > 0) return known
    return startedAt ? Math.max(0, (Date.now() - Date.parse(startedAt)) / 1000) : 0
  }
  const skip = (seconds: number) => {
    const element = video.current
    if (!element) return
    if (mode === 'rewound') {
      if (seconds > 0 && element.currentTime + seconds >= length() - 2) source.toEdge()
      else hands.seek(element.currentTime + seconds)
    } else if (seconds < 0) source.rewind({ before: source.latency().now - seconds })
    else source.toEdge()
  }
  const seekTo = (part: number) => {
    if (part > 0.995) source.toEdge()
    else if (mode === 'rewound') hands.seek(part * length())
    else source.rewind({ part })
  }
  const toggle = () => {
    const element = video.current
    // Who pauses a moment goes on where they were; who pauses long would wait for pictures that are gone.
    if (element?.paused && mode === 'edge' && source.latency().now > 30) source.toEdge()
    hands.toggle()
  }
  const mute = () => {
    source.soundCameOn()
    hands.mute()
  }
  const inside = { within: frame }
  useShortcut('k', 'Play or pause', toggle)
  useShortcut('Space', 'Play or pause', toggle, inside)
  useShortcut('j', 'Back 10 seconds', () => skip(-10))
  useShortcut('l', 'On 10 seconds', () => skip(10))
  useShortcut('ArrowLeft', 'Back 5 seconds', () => skip(-5), inside)
  useShortcut('ArrowRight', 'On 5 seconds', () => skip(5), inside)
  useShortcut('ArrowUp', 'Louder', () => hands.louder(0.1), inside)
  useShortcut('ArrowDown', 'Quieter', () => hands.louder(-0.1), inside)
  useShortcut('0', 'Go to live', source.toEdge)
  useShortcut('f', 'Full screen', hands.fullscreen)
  useShortcut('m', 'Sound off or on', mute)
  useShortcut('t', 'Theatre', () => theatre?.turn())
  return { ...hands, toggle, mute, skip, seekTo, length }
}
