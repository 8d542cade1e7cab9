import { CloudOff, Sparkles } from 'lucide'
import { useSyncExternalStore } from 'react'
import { Icon } from '../ui/icon.tsx'
import { useNewVersion } from './new-version.ts'

/** What concerns every page: no connection, a new version. */
export function Banners() {
  const online = useSyncExternalStore(subscribe, () => navigator.onLine)
  const reload = useNewVersion()
  return (
    <div role="status">
      {!online && (
        <div className="banner">
          <Icon of={CloudOff} size={18} />
          You are offline. What was loaded stays readable; uploads go on when the connection is back.
        </div>
      )}
      {reload && (
        <div className="banner banner-accent">
          <Icon of={Sparkles} size={18} />A new version is ready.
          <button type="button" className="btn btn-small" onClick={reload}>
            Reload
          </button>
        </div>
      )}
    </div>
  )
}

function subscribe(changed: () => void) {
  addEventListener('online', changed)
  addEventListener('offline', changed)
  return () => {
    removeEventListener('online', changed)
    removeEventListener('offline', changed)
  }
}
