import { useEffect, useState } from 'react'

/** Whether something of this page fills the screen. */
export function useFullscreen(): boolean {
  const [full, setFull] = useState(false)
  useEffect(() => {
    const read = () => setFull(document.fullscreenElement !== null)
    document.addEventListener('fullscreenchange', read)
    return () => document.removeEventListener('fullscreenchange', read)
  }, [])
  return full
}
