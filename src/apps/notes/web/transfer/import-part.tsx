import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { FolderUp, Upload, X } from 'lucide'
import { type DragEvent, useEffect, useRef, useState } from 'react'
import { call } from '#web/api.ts'
import { useSpace } from '#web/session.ts'
import { Button } from '#web/ui/button.tsx'
import { Loaded } from '#web/ui/loaded.tsx'
import { Progress } from '#web/ui/progress.tsx'
import { RelativeTime } from '#web/ui/relative-time.tsx'
import { Section } from '#web/ui/section.tsx'
import { SkeletonRows } from '#web/ui/skeleton.tsx'
import { wordsOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'
import { useUploads } from '#web/uploads/use-uploads.tsx'
import type { NoteImport } from '../../contract/note.ts'
import type { cancelImport } from '../../contract/transfer-routes.ts'
import { refreshNotes } from '../note-cache.ts'
import { droppedFiles, folderFiles, toSend } from './chosen-files.ts'
import { startImport } from './start-import.ts'
import { importsQuery, isMoving } from './transfer-queries.ts'
import type { PlacedFile } from './zip-files.ts'

/** Brings notes in from files: chosen, dropped, or a whole folder. What is there already is not made twice. */
export function ImportPart() {
  const { slug: space } = useSpace()
  const queries = useQueryClient()
  const toast = useToast()
  const { add } = useUploads()
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [packing, setPacking] = useState(false)
  const query = useQuery(importsQuery(space))
  useRefreshWhenDone(query.data?.items)

  const send = async (found: readonly PlacedFile[] | Promise<readonly PlacedFile[]>) => {
    setPacking(true)
    try {
      const ready = await toSend(await found)
      if (ready.length === 0) toast('Nothing here is Markdown, JSON or a zip.')
      else add(ready, { app: 'notes', space, start: startImport(space, () => void query.refetch()) })
    } catch (problem) {
      toast(problem instanceof RangeError ? problem.message : wordsOf(problem))
    }
    setPacking(false)
  }
  const take = (input: HTMLInputElement) => {
    void send(folderFiles(input.files))
    input.value = ''
  }
  const drag = (hangs: boolean) => (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    setOver(hangs)
  }
  const cancel = useMutation({
    mutationFn: (id: string) =>
      call<typeof cancelImport>('DELETE /spaces/:space/notes-imports/:id', { params: { space, id } }),
    onError: (problem) => toast(wordsOf(problem)),
    onSettled: () => queries.invalidateQueries({ queryKey: importsQuery(space).queryKey }),
  })
  return (
    <Section
      title="Import"
      note="A zip made here, Markdown files or a folder of them, or a JSON array of notes. Nothing is imported twice."
    >
      {/* The buttons do the same for the keyboard. */}
      <div
        className={`rounded-lg border border-dashed p-6 text-center ${over ? 'border-accent bg-accent-soft' : 'border-border'}`}
        onDragOver={drag(true)}
        onDragLeave={drag(false)}
        onDrop={(event) => {
          drag(false)(event)
          void send(droppedFiles(event.dataTransfer))
        }}
      >
        <p className="mb-3 text-md text-muted">Drop files or a folder here, or</p>
        <div className="flex flex-wrap justify-center gap-2">
          <Button icon={Upload} busy={packing} onClick={() => files.current?.click()}>
            Choose files
          </Button>
          <Button icon={FolderUp} busy={packing} onClick={() => folder.current?.click()}>
            Choose a folder
          </Button>
        </div>
        <input
          ref={files}
          type="file"
          multiple
          hidden
          accept=".zip,.md,.markdown,.txt,.json"
          aria-label="Choose files of notes"
          onChange={(event) => take(event.currentTarget)}
        />
        <input
          ref={folder}
          type="file"
          hidden
          {...wholeFolder}
          aria-label="Choose a folder of notes"
          onChange={(event) => take(event.currentTarget)}
        />
      </div>
      <div className="mt-6">
        <Loaded query={query} skeleton={<SkeletonRows rows={1} />}>
          {({ items }) =>
            items.length > 0 && (
              <ul className="panel" aria-label="Imports">
                {items.map((one) => (
                  <ImportRow key={one.id} of={one} stop={() => cancel.mutate(one.id)} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </div>
    </Section>
  )
}

/** React has no word for it yet. */
const wholeFolder = { webkitdirectory: '' }

/** What was imported belongs into the lists. */
function useRefreshWhenDone(items: readonly NoteImport[] | undefined) {
  const { slug } = useSpace()
  const queries = useQueryClient()
  const moving = items?.filter(isMoving).length ?? 0
  const before = useRef(moving)
  useEffect(() => {
    if (moving < before.current) refreshNotes(queries, slug)
    before.current = moving
  }, [moving, queries, slug])
}

function ImportRow({ of, stop }: { of: NoteImport; stop: () => void }) {
  const moving = isMoving(of)
  return (
    <li className="panel-row text-md">
      <div className="flex min-h-10 items-center gap-3">
        <div className="min-w-0 flex-1">
          <p className="truncate font-medium">{of.fileName}</p>
          <p className="text-sm text-muted" role="status">
            {moving
              ? of.stage || (of.state === 'uploading' ? 'Waiting for its bytes' : 'Waiting for its turn')
              : resultOf(of)}
            {', '}
            <RelativeTime at={of.createdAt} />
          </p>
          {of.failure && <p className="text-sm font-medium text-danger">{of.failure.message}</p>}
        </div>
        {moving && (
          <Button small icon={X} onClick={stop}>
            Stop
          </Button>
        )}
      </div>
      {moving && of.state !== 'uploading' && (
        <Progress percent={of.percent} label={of.fileName} className="mt-2" />
      )}
      {of.problems.length > 0 && (
        <details className="mt-1">
          <summary className="min-h-8 text-sm font-medium text-warn">
            {of.problems.length === 100 ? 'At least 100' : of.problems.length} could not be imported
          </summary>
          <ul className="mt-1 grid gap-1 text-sm">
            {of.problems.map(({ path, message }, at) => (
              <li key={`${path}-${at}`}>
                <code>{path}</code>: {message}
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  )
}

const resultOf = ({ created, skipped, state }: NoteImport) =>
  `${created} imported${skipped > 0 ? `, ${skipped} were there already` : ''}${state === 'cancelled' ? ', then stopped' : ''}`
