import { lazy, Suspense, useDeferredValue, useState } from 'react'
import { useShortcut } from '#web/ui/shortcuts.tsx'
import { useToast } from '#web/ui/toast.tsx'
import type { Note } from '../../contract/note.ts'
import type { NoteText } from './note-text.ts'
import { toggleMarks } from './commands.ts'
import { EditorToolbar } from './editor-toolbar.tsx'
import { LeftDrafts } from './left-drafts.tsx'
import { Preview } from './preview.tsx'
import { SaveStatus } from './save-status.tsx'
import { useAttach } from './use-attach.ts'
import { useAutosave, useSaveState } from './use-autosave.ts'
import { useCompleting } from './use-completing.ts'
import { useEditor } from './use-editor.ts'
import { useWritingView, ViewChoice } from './view-choice.tsx'
import './editor.css'

const ConflictDialog = lazy(async () => ({ default: (await import('./conflict-dialog.tsx')).ConflictDialog }))

/** The text of a note being written; it saves itself. `onClose` goes back to reading. */
export function NoteEditor({ note, onClose }: { note: Note; onClose: () => void }) {
  const toast = useToast()
  const [comparing, setComparing] = useState(false)
  const [view, setView] = useWritingView()
  const [shown, setShown] = useState<string | null>(null)
  const autosave = useAutosave(note, (text, before) => {
    show(text.body)
    if (!comparing && text.body !== before.body)
      toast({
        text: 'Someone else changed this note too. Both changes are in it now.',
        action: { label: 'Undo', run: () => rewrite(before.body) },
      })
  })
  const state = useSaveState(autosave)
  const write = (change: Partial<NoteText>) => autosave?.edit({ ...autosave.text(), ...change })
  const completing = useCompleting((tag) => {
    const tags = autosave?.text().tags ?? []
    if (!tags.includes(tag) && tags.length < mostTags) write({ tags: [...tags, tag] })
  })
  const { host, editor } = useEditor(autosave ? autosave.text().body : null, 'Text of the note', {
    changed: (body) => {
      write({ body })
      setShown(body)
    },
    save: () => void autosave?.saveNow(),
    close: onClose,
    files: (files, at) => attach(files, at),
    completing,
  })
  const attach = useAttach(note, editor)
  const show = (body: string) => {
    editor?.show(body)
    setShown(body)
  }
  const rewrite = (body: string) => {
    show(body)
    write({ body })
  }
  // In the text the editor takes these keys itself; here they are listed, and answer from the title too.
  useShortcut('Ctrl S', 'Save now', () => void autosave?.saveNow())
  useShortcut('Ctrl B', 'Bold', () => editor && toggleMarks('**')(editor.view))
  useShortcut('Ctrl I', 'Italic', () => editor && toggleMarks('*')(editor.view))
  useShortcut('Ctrl ENTER', 'Back to reading', onClose)
  const preview = useDeferredValue(shown ?? autosave?.text().body ?? note.body)
  return (
    <section aria-label="Writing" className="editor" data-view={view}>
      <div className="editor-bar">
        <EditorToolbar editor={editor} onFiles={attach} />
        <ViewChoice view={view} onChange={setView} />
        <SaveStatus
          state={state}
          onAgain={() => void autosave?.saveNow()}
          onCompare={() => setComparing(true)}
        />
      </div>
      <div className="editor-panes">
        <div ref={host} className="editor-text" />
        {view !== 'write' && <Preview body={preview} note={note} onChange={rewrite} />}
      </div>
      {/* A page that has just been closed may not have let go of its draft when this one opened. */}
      <LeftDrafts after={3000} />
      {comparing && state.kind === 'conflict' && (
        <Suspense>
          <ConflictDialog
            conflict={state.conflict}
            onResolve={(text) => {
              autosave?.resolve(text)
              setComparing(false)
            }}
            onClose={() => setComparing(false)}
          />
        </Suspense>
      )}
    </section>
  )
}

/** As the contract has it, which is not in the browser. */
const mostTags = 100
