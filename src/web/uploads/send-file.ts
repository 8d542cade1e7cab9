import { DetailedError, Upload } from 'tus-js-client'

/** How sending ended when it did not reach the end. `hiccup` is worth another try by itself; the others need the person. */
export type SendFault = { kind: 'hiccup' | 'gone' | 'refused'; words: string }

export type Send = (
  file: File,
  url: string,
  on: { progress: (sent: number) => void; done: () => void; fault: (fault: SendFault) => void },
) => { stop: () => void }

/** Sends a file to its tus upload from where the server is. The server is asked for the offset first. */
export const sendFile: Send = (file, url, on) => {
  const stalled = () => {
    void upload.abort()
    on.fault({ kind: 'hiccup', words: lostWords })
  }
  // A dead connection may keep a request open for a quarter of an hour before anybody says so.
  const watch = { timer: setTimeout(stalled, stallSeconds * 1000) }
  const alive = () => {
    clearTimeout(watch.timer)
    watch.timer = setTimeout(stalled, stallSeconds * 1000)
  }
  const over = () => clearTimeout(watch.timer)
  const upload = new Upload(file, {
    uploadUrl: url,
    retryDelays: null,
    storeFingerprintForResuming: false,
    // Many small answers instead of one at the end: what a proxy or a lost connection can undo stays small.
    chunkSize: 64 * 1024 * 1024,
    onProgress(sent) {
      alive()
      on.progress(sent)
    },
    onSuccess() {
      over()
      on.done()
    },
    onError(error) {
      over()
      on.fault(faultOf(error))
    },
  })
  upload.start()
  return {
    stop() {
      over()
      void upload.abort()
    },
  }
}

const stallSeconds = 45
export const lostWords = 'The connection was lost. It goes on by itself.'

/** False when the server surely holds no such upload any more: it was ended, or its seven days are over. */
export async function stillThere(url: string): Promise<boolean> {
  const answer = await fetch(url, { method: 'HEAD', headers: { 'tus-resumable': '1.0.0' } }).catch(() => null)
  return answer?.status !== 404 && answer?.status !== 410
}

/** Ends the upload on the server, also when the page is left right after; its draft goes with it. */
export async function endUpload(url: string): Promise<void> {
  await fetch(url, { method: 'DELETE', headers: { 'tus-resumable': '1.0.0' }, keepalive: true })
}

function faultOf(error: Error): SendFault {
  const response = error instanceof DetailedError ? error.originalResponse : null
  const status = response?.getStatus() ?? 0
  const words = saidIn(response?.getBody())
  if (status === 404 || status === 410)
    return { kind: 'gone', words: 'This upload has ended on the server. Add the file again to send it.' }
  if (status === 403)
    return {
      kind: 'refused',
      words:
        words ??
        'The house takes nothing more of this file from you. Ask to be let in again, then press Retry; what was sent is kept for 7 days.',
    }
  if (status === 401)
    return { kind: 'refused', words: 'You are signed out. Sign in and press Retry; what was sent is kept.' }
  if (status === 507)
    return {
      kind: 'refused',
      words: words ?? 'There is no room left. Make room and press Retry; what was sent is kept.',
    }
  if (status >= 400 && status < 500 && ![408, 409, 423, 429].includes(status))
    return { kind: 'refused', words: words ?? `The house refused the file (${status}).` }
  return { kind: 'hiccup', words: lostWords }
}

function saidIn(body: string | undefined): string | null {
  try {
    return (JSON.parse(body ?? '') as { detail?: string }).detail ?? null
  } catch {
    return null
  }
}
