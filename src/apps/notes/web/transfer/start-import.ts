import { call, newKey } from '#web/api.ts'
import type { StartUpload } from '#web/uploads/uploads.ts'
import type { createImport } from '../../contract/transfer-routes.ts'
import { importPath } from './watch-upload.ts'

/** Announces a file of notes; its bytes follow, then it is taken apart. `announced` is called once it stands in the list. */
export const startImport =
  (space: string, announced: () => void): StartUpload =>
  async (file) => {
    const made = await call<typeof createImport>('POST /spaces/:space/notes-imports', {
      params: { space },
      body: { file: { name: file.name.slice(-255), size: file.size, type: file.type.slice(0, 127) } },
      idempotencyKey: newKey(),
    })
    if (!made.upload) throw new Error('the import came without an upload')
    announced()
    return { subjectId: made.id, uploadUrl: made.upload.url, href: importPath }
  }
