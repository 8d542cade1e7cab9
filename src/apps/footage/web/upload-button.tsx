import { Upload } from 'lucide'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { Button } from '../../../web/ui/button.tsx'

const UploadDialog = lazy(async () => ({ default: (await import('./upload-dialog.tsx')).UploadDialog }))

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
        accept="video/*,audio/*,image/gif,.mkv,.ts,.mts,.m2ts,.insv,.360,.mxf,.vob,.dv,.caf,.264,.h264,.265,.h265,.hevc,.m2v"
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
      <Suspense>
        {chosen.length > 0 && <UploadDialog files={chosen} onClose={() => setChosen([])} />}
      </Suspense>
    </>
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
