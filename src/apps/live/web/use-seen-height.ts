import { useEffect, useState } from 'react'

/**
 * Tells the styles how much of the window is seen, as `--seen`: the keyboard of a phone lies over the page, and what one types into has to
 * stand above it. True while a keyboard is open.
 */
export function useSeenHeight(): boolean {
  const [hasKeyboard, setHasKeyboard] = useState(false)
  useEffect(() => {
    const view = window.visualViewport
    if (!view) return
    const { style } = document.documentElement
    const whole = { width: 0, height: 0 }
    const look = () => {
      if (view.width !== whole.width) Object.assign(whole, { width: view.width, height: 0 })
      whole.height = Math.max(whole.height, view.height)
      // A page that was zoomed into also shows less of itself.
      const isCovered = view.scale < 1.05 && isTyping() && view.height < whole.height * 0.75
      style.setProperty('--seen', `${Math.round(view.height)}px`)
      setHasKeyboard(isCovered)
      // Phones scroll the page to show the field; here everything is in sight already.
      if (isCovered && view.offsetTop > 0) scrollTo(0, 0)
    }
    look()
    view.addEventListener('resize', look)
    document.addEventListener('focusin', look)
    return () => {
      view.removeEventListener('resize', look)
      document.removeEventListener('focusin', look)
      style.removeProperty('--seen')
    }
  }, [])
  return hasKeyboard
}

const isTyping = () => document.activeElement?.matches('input, textarea') ?? false
