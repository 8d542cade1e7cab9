import { useEffect, useState } from 'react'

/**
 * Registers the service worker that keeps the shell offline. Returns how to change to a new version once one waits, null until
 * then: nothing reloads under a person's hands.
 */
export function useNewVersion(): (() => void) | null {
  const [reload, setReload] = useState<(() => void) | null>(null)
  useEffect(() => {
    if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return
    const keepOffline = async () => {
      const registration = await navigator.serviceWorker.register('/sw.js')
      const offer = () => {
        const { waiting } = registration
        if (waiting && navigator.serviceWorker.controller) setReload(() => () => change(waiting))
      }
      registration.addEventListener('updatefound', () =>
        registration.installing?.addEventListener('statechange', offer),
      )
      offer()
      setInterval(() => void registration.update().catch(() => {}), 3_600_000)
    }
    // It fetches the whole shell once more: not while the page itself is still coming.
    const timer = setTimeout(() => void keepOffline().catch(ignore), settledAfter)
    return () => clearTimeout(timer)
  }, [])
  return reload
}

function change(waiting: ServiceWorker) {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
  waiting.postMessage({ type: 'SKIP_WAITING' })
}

const settledAfter = 4000

/** Without a service worker the house works the same, only not offline. */
const ignore = () => {}
