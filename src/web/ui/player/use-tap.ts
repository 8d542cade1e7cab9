import { type MouseEvent, useRef } from 'react'

/** Spread on the picture. A click plays or pauses; a finger that comes while the controls are away only brings them back. */
export function useTap(idle: boolean, toggle: () => void) {
  const wasIdle = useRef(false)
  return {
    // On its way down: on its way up the player has woken already.
    onPointerDownCapture: () => {
      wasIdle.current = idle
    },
    onClick: ({ nativeEvent }: MouseEvent) => {
      const isFinger = nativeEvent instanceof PointerEvent && nativeEvent.pointerType === 'touch'
      if (!isFinger || !wasIdle.current) toggle()
    },
  }
}
