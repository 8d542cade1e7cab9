import { Upload } from 'lucide'
import { useEffect, useRef, useState } from 'react'
import type { Visibility } from '../../../contract/shapes.ts'
import { useSpace } from '../../../web/session.ts'
import { Button } from '../../../web/ui/button.tsx'
import { Dialog, DialogActions } from '../../../web/ui/dialog.tsx'
import { bytes } from '../../../web/ui/format.ts'
import { useUploads } from '../../../web/uploads/use-uploads.tsx'
import { visibilityOptions } from './clip-state.tsx'
import { startUpload } from './start-upload.ts'

/** Chooses files, or takes what is dropped anywhere on the page; asks once who may see them. */
export function UploadButton() {
  const input = useRef<HTMLInputElement>(null)
  const [chosen, setChosen] = useState<File[]>([])
  const over = useFileDrop(setChosen)
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        accept="video/*,audio/*,.mkv,.ts,.mts,.m2ts,.insv,.360"
        aria-label="Choose video files"
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          setChosen([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
      <Button kind="primary" icon={Upload} onClick={() => input.current?.click()}>
        Upload
      </Button>
      {over && (
        <div className="pointer-events-none fixed inset-3 z-30 grid place-items-center rounded-xl border-2 border-dashed border-accent bg-accent-soft text-lg font-semibold text-accent">
          Drop to upload
        </div>
      )}
      {chosen.length > 0 && <UploadDialog files={chosen} onClose={() => setChosen([])} />}
    </>
  )
}

function UploadDialog({ files, onClose }: { files: File[]; onClose: () => void }) {
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

/** Files dropped anywhere on the page; true while they hang over it. */
function useFileDrop(take: (files: File[]) => void): boolean {
  const [over, setOver] = useState(false)
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true
    const drag = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(true)
    }
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false)
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(false)
      take([...(event.dataTransfer?.files ?? [])])
    }
    addEventListener('dragover', drag)
    addEventListener('dragleave', leave)
    addEventListener('drop', drop)
    return () => {
      removeEventListener('dragover', drag)
      removeEventListener('dragleave', leave)
      removeEventListener('drop', drop)
    }
  }, [take])
  return over
}
