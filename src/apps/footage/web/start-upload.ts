import { call } from '../../../web/api.ts'
import type { StartUpload } from '../../../web/uploads/uploads.ts'
import type { Visibility } from '../../../contract/shapes.ts'
import type { createClip } from '../contract/footage-routes.ts'

/** Saves the draft of a clip; its bytes follow. The title is the file's name, to be changed at any time. */
export const startUpload =
  (space: string, visibility: Visibility): StartUpload =>
  async (file, key) => {
    const clip = await call<typeof createClip>('POST /spaces/:space/footage', {
      params: { space },
      body: {
        title: titleOf(file.name),
        visibility,
        file: { name: file.name.slice(-255), size: file.size, type: file.type.slice(0, 127) },
      },
      idempotencyKey: key,
    })
    if (!clip.upload) throw new Error('the draft came without an upload')
    return { subjectId: clip.id, uploadUrl: clip.upload.url, href: `/footage/${clip.id}` }
  }

/** `2026-05-01_over-the-pass.mp4` → `2026-05-01 over-the-pass`. */
export function titleOf(fileName: string): string {
  const name = fileName
    .replace(/\.[a-z0-9]{2,5}$/i, '')
    .replaceAll('_', ' ')
    .trim()
  return (name || fileName || 'Clip').slice(0, 200)
}
