import { useEffect, useState } from 'react'

/** Nobody has moved for three seconds while it plays: controls and pointer go out of the picture. */
export function useIdle(frame: { current: HTMLElement | null }, paused: boolean): boolean {
  const [idle, setIdle] = useState(false)
  useEffect(() => {
    const element = frame.current
    if (!element) return
    const state = { timer: 0 }
    const wake = () => {
      setIdle(false)
      clearTimeout(state.timer)
      state.timer = window.setTimeout(() => setIdle(true), 3000)
    }
    // A finger leaves with every touch.
    const sleep = ({ pointerType }: PointerEvent) => {
      if (pointerType !== 'touch') setIdle(true)
    }
    wake()
    for (const event of ['pointermove', 'pointerdown', 'keydown', 'focusin'] as const)
      element.addEventListener(event, wake)
    element.addEventListener('pointerleave', sleep)
    return () => {
      clearTimeout(state.timer)
      for (const event of ['pointermove', 'pointerdown', 'keydown', 'focusin'] as const)
        element.removeEventListener(event, wake)
      element.removeEventListener('pointerleave', sleep)
    }
  }, [frame])
  return idle && !paused
}
