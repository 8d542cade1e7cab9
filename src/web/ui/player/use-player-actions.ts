import { useMemo } from 'react'
import { useShortcut } from '../shortcuts.tsx'
import { openVideoActions } from './video-actions.ts'

export type PlayerActions = ReturnType<typeof usePlayerActions>

/** Everything one can do with the video, and its keys. Arrows and space work while the player or nothing has the focus. */
export function usePlayerActions(
  frame: { current: HTMLElement | null },
  video: { current: HTMLVideoElement | null },
) {
  const actions = useMemo(() => openVideoActions(frame, video), [frame, video])
  const inside = { within: frame }
  useShortcut('k', 'Play or pause', actions.toggle)
  useShortcut('Space', 'Play or pause', actions.toggle, inside)
  useShortcut('j', 'Back 10 seconds', () => actions.skip(-10))
  useShortcut('l', 'On 10 seconds', () => actions.skip(10))
  useShortcut('ArrowLeft', 'Back 5 seconds', () => actions.skip(-5), inside)
  useShortcut('ArrowRight', 'On 5 seconds', () => actions.skip(5), inside)
  useShortcut('ArrowUp', 'Louder', () => actions.louder(0.1), inside)
  useShortcut('ArrowDown', 'Quieter', () => actions.louder(-0.1), inside)
  useShortcut('f', 'Full screen', actions.fullscreen)
  useShortcut('m', 'Sound off or on', actions.mute)
  useShortcut('c', 'Captions off or on', actions.captions)
  useShortcut('<', 'Slower', () => actions.faster(-1))
  useShortcut('>', 'Faster', () => actions.faster(1))
  return actions
}
