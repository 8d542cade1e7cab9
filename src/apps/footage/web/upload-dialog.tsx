import { useState } from 'react'
import type { Visibility } from '../../../contract/shapes.ts'
import { useSpace } from '../../../web/session.ts'
import { Button } from '../../../web/ui/button.tsx'
import { Dialog, DialogActions } from '../../../web/ui/dialog.tsx'
import { bytes } from '../../../web/ui/format.ts'
import { useUploads } from '../../../web/uploads/use-uploads.tsx'
import { visibilityOptions } from './clip-state.tsx'
import { startUpload } from './start-upload.ts'

/** What is about to be sent, and who may see it. */
export function UploadDialog({ files, onClose }: { files: File[]; onClose: () => void }) {
  const { slug } = useSpace()
  const { add } = useUploads()
  const [visibility, setVisibility] = useState<Visibility>('members')
  const empty = files.filter((file) => file.size === 0)
  const good = files.filter((file) => file.size > 0)
  const size = good.reduce((sum, file) => sum + file.size, 0)
  const send = () => {
    add(good, { app: 'footage', space: slug, start: startUpload(slug, visibility) })
    onClose()
  }
  return (
    <Dialog title={good.length === 1 ? 'Upload a clip' : `Upload ${good.length} clips`} onClose={onClose}>
      <ul className="mb-4 max-h-48 overflow-auto text-md">
        {good.map((file, at) => (
          <li key={`${file.name}-${at}`} className="flex justify-between gap-4 py-1">
            <span className="truncate">{file.name}</span>
            <span className="whitespace-nowrap text-muted">{bytes(file.size)}</span>
          </li>
        ))}
      </ul>
      {empty.length > 0 && (
        <p className="notice notice-warn mb-4">
          {empty.map((file) => file.name).join(', ')}: empty, will be left out.
        </p>
      )}
      <fieldset>
        <legend className="mb-2 text-md font-medium">Who may see {good.length === 1 ? 'it' : 'them'}?</legend>
        {visibilityOptions.map(({ value, label }) => (
          <label key={value} className="check min-h-9">
            <input
              type="radio"
              name="visibility"
              checked={visibility === value}
              onChange={() => setVisibility(value)}
            />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" disabled={good.length === 0} onClick={send}>
          Upload {good.length > 0 && bytes(size)}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
