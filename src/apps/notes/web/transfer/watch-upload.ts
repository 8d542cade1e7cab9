import { call } from '#web/api.ts'
import type { UploadWatch } from '#web/uploads/uploads.ts'
import type { readImport } from '../../contract/transfer-routes.ts'

/** Tells the upload tray what becomes of a file of notes once its bytes are sent. Attachments are ready with their last byte. */
export const watchUpload: UploadWatch = async (item, report, signal) => {
  if (!item.href.endsWith(importPath)) return report({ state: 'ready', percent: 100, note: '' })
  const params = { space: item.space, id: item.id }
  while (!signal.aborted) {
    const now = await call<typeof readImport>('GET /spaces/:space/notes-imports/:id', { params, signal })
    const { created, skipped, problems } = now
    if (now.state === 'done')
      return report({
        state: 'ready',
        percent: 100,
        note: `${created} imported, ${skipped} were there already${problems.length > 0 ? `, ${problems.length} with problems` : ''}`,
      })
    if (now.state === 'failed' || now.state === 'cancelled')
      return report({
        state: 'failed',
        percent: 0,
        note: now.failure?.message ?? `Stopped; ${created} notes were imported.`,
      })
    report({ state: 'processing', percent: now.percent, note: now.stage || 'Waiting for its turn' })
    await pause(1000, signal)
  }
}

export const importPath = '/notes/export'

const pause = (milliseconds: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
