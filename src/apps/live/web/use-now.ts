import { useEffect, useState } from 'react'

/** The wall clock, milliseconds, moving once a second while `on`. */
export function useNow(on = true): number {
  const [now, setNow] = useState(() => Date.now())
  const [wasOn, setWasOn] = useState(on)
  // It stood still meanwhile.
  if (on !== wasOn) {
    setWasOn(on)
    setNow(Date.now())
  }
  useEffect(() => {
    if (!on) return
    const look = () => setNow(Date.now())
    const timer = setInterval(look, 1000)
    return () => clearInterval(timer)
  }, [on])
  return now
}
