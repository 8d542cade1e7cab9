import { lazy, Suspense, useCallback, useEffect, useRef } from 'react'
import type { Note } from '../../contract/note.ts'
import type { Task } from '../markdown/markdown-house.ts'

const MarkdownView = lazy(async () => ({
  default: (await import('../markdown/markdown-view.tsx')).MarkdownView,
}))

/** The text as it will be read; its boxes write into the text. */
export function Preview({
  body,
  note,
  onChange,
}: {
  body: string
  note: Note
  onChange: (body: string) => void
}) {
  const latest = useRef({ body, onChange })
  useEffect(() => {
    latest.current = { body, onChange }
  })
  const toggle = useCallback(async (task: Task) => {
    const { withTask } = await import('../markdown/tasks.ts')
    const changed = withTask(latest.current.body, task)
    if (changed !== null) latest.current.onChange(changed)
  }, [])
  return (
    <div role="region" aria-label="Preview" className="editor-preview">
      <Suspense>
        {body.trim() === '' ? (
          <p className="text-muted">Nothing written yet.</p>
        ) : (
          <MarkdownView body={body} note={note} onToggle={(task) => void toggle(task)} />
        )}
      </Suspense>
    </div>
  )
}
