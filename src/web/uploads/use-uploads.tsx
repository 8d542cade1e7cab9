import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { AddUploads, UploadItem } from './uploads.ts'
import type { UploadManager } from './upload-manager.ts'

type UploadsApi = {
  /** Starts sending files, whatever page is shown next. */
  add: AddUploads
  /** The machine, once something was added or is left over from before. */
  manager: UploadManager | null
  /** Whether the tray has something to show. */
  open: boolean
}

const UploadsContext = createContext<UploadsApi>({ add: () => {}, manager: null, open: false })
export const useUploads = () => use(UploadsContext)

/**
 * Stands above the router: uploads outlive pages. The machine itself is loaded when it is first needed. What an app has read under
 * `[its id, space]` is read again when an upload of it begins, arrives, ends or is cancelled.
 */
export function Uploads({ children }: { children: ReactNode }) {
  const [manager, setManager] = useState<UploadManager | null>(null)
  const [open, setOpen] = useState(false)
  const queries = useQueryClient()
  const opening = useRef<Promise<UploadManager>>(null)
  const load = useCallback(() => {
    opening.current ??= openMachine((item) => {
      void queries.invalidateQueries({ queryKey: [item.app, item.space] })
    }).then((opened) => {
      opened.subscribe(() => setOpen(opened.items().length > 0))
      setOpen(opened.items().length > 0)
      setManager(opened)
      return opened
    })
    return opening.current
  }, [queries])
  useEffect(() => {
    if (leftOver()) void load()
  }, [load])
  const add = useCallback<AddUploads>(
    (files, how) => void load().then((machine) => machine.add(files, how)),
    [load],
  )
  const api = useMemo(() => ({ add, manager, open }), [add, manager, open])
  return <UploadsContext value={api}>{children}</UploadsContext>
}

async function openMachine(changed: (item: UploadItem) => void): Promise<UploadManager> {
  const [{ openUploadManager }, { browserParts }] = await Promise.all([
    import('./upload-manager.ts'),
    import('./browser-parts.ts'),
  ])
  return openUploadManager(browserParts(changed))
}

/** A mark that the machine leaves while something is unfinished, so that it is not loaded for nothing. */
function leftOver(): boolean {
  try {
    return localStorage.getItem('longhouse.uploads') !== null
  } catch {
    return false
  }
}
