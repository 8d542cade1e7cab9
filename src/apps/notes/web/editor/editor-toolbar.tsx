import { Bold, Code, Italic, Link, List, ListTodo, Paperclip, type IconNode } from 'lucide'
import { type KeyboardEvent, useRef } from 'react'
import { IconButton } from '#web/ui/button.tsx'
import { insertLink, toggleCode, toggleList, toggleMarks } from './commands.ts'
import type { OpenEditor } from './editor-view.ts'

/** The few things one does with a mouse or a thumb. Arrow keys walk through it, as in every toolbar. */
export function EditorToolbar({
  editor,
  onFiles,
}: {
  editor: OpenEditor | null
  onFiles: (files: File[], at: number) => void
}) {
  const input = useRef<HTMLInputElement>(null)
  const walk = (event: KeyboardEvent<HTMLDivElement>) => {
    const buttons = [...event.currentTarget.querySelectorAll('button')]
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement)
    if (!step || at < 0) return
    event.preventDefault()
    buttons[(at + step + buttons.length) % buttons.length]?.focus()
  }
  return (
    <div role="toolbar" aria-label="Format" tabIndex={-1} className="flex flex-wrap" onKeyDown={walk}>
      {tools.map(({ label, icon, run }, at) => (
        <IconButton
          key={label}
          small
          label={label}
          icon={icon}
          tabIndex={at === 0 ? 0 : -1}
          // The text keeps its selection and, on a phone, its keyboard.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => editor && run(editor.view)}
        />
      ))}
      <IconButton
        small
        label="Attach files"
        icon={Paperclip}
        tabIndex={-1}
        onClick={() => input.current?.click()}
      />
      <input
        ref={input}
        type="file"
        multiple
        aria-label="Choose files to attach"
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])], editor?.view.state.selection.main.head ?? 0)
          event.target.value = ''
        }}
      />
    </div>
  )
}

type Run = (view: OpenEditor['view']) => boolean
const tools: readonly { label: string; icon: IconNode; run: Run }[] = [
  { label: 'Bold (Ctrl B)', icon: Bold, run: toggleMarks('**') },
  { label: 'Italic (Ctrl I)', icon: Italic, run: toggleMarks('*') },
  { label: 'Link (Ctrl K)', icon: Link, run: insertLink },
  { label: 'List', icon: List, run: toggleList('- ') },
  { label: 'Checklist', icon: ListTodo, run: toggleList('- [ ] ') },
  { label: 'Code', icon: Code, run: toggleCode },
]
