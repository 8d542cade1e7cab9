import type { UploadWatch } from '../../../web/uploads/uploads.ts'
import { follow } from './clip-events.ts'

/** Tells the upload tray what becomes of a clip once its bytes are sent. */
export const watchUpload: UploadWatch = (item, report, signal) =>
  new Promise((resolve) => {
    const space = /^\/s\/([^/]+)\//.exec(item.href)?.[1] ?? item.space
    const stop = follow(space, item.id, (clip) => {
      if (clip.state === 'uploading') return
      const state = clip.state === 'processing' ? 'processing' : clip.state
      report({ state, percent: clip.progress.percent, note: clip.failure?.message ?? clip.progress.stage })
      if (state !== 'processing') end()
    })
    const end = () => {
      stop()
      resolve()
    }
    signal.addEventListener('abort', end, { once: true })
  })
