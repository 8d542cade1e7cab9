import { webApps } from '../web-apps.ts'
import { endUpload, sendFile, stillThere } from './send-file.ts'
import { openShelf } from './shelf.ts'
import type { UploadParts } from './upload-manager.ts'

/** The machine in a browser: tus, IndexedDB, and the window's word about connection and leaving. */
export function browserParts(changed: UploadParts['changed']): UploadParts {
  const askBeforeLeaving = (event: BeforeUnloadEvent) => event.preventDefault()
  return {
    shelf: openShelf(),
    send: sendFile,
    end: endUpload,
    stillThere,
    onConnection({ wake, lost }) {
      addEventListener('online', wake)
      addEventListener('offline', lost)
      document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && wake())
    },
    watcher: async (app) => (await webApps.find(({ id }) => id === app)?.uploads?.())?.watchUpload,
    delay: (tries) => Math.min(30, 2 ** (tries - 1)),
    guard(moving) {
      if (moving) addEventListener('beforeunload', askBeforeLeaving)
      else removeEventListener('beforeunload', askBeforeLeaving)
    },
    changed,
  }
}
