import { history } from '@codemirror/commands'
import { Annotation, Compartment, EditorState } from '@codemirror/state'
import { drawSelection, EditorView, keymap, placeholder } from '@codemirror/view'
import type { Completing } from './completions.ts'
import { editorKeys } from './editor-keys.ts'
import { editorTheme } from './editor-theme.ts'
import { highlighting } from './highlighting.ts'
import { changesTo } from './text-changes.ts'
import { type AddMark, openUploadMarks } from './upload-marks.ts'

export type EditorHands = {
  changed: (body: string) => void
  save: () => void
  close: () => void
  /** Pasted or dropped; `at` is where they belong in the text. */
  files: (files: readonly File[], at: number) => void
  completing: Completing
}

export type OpenEditor = {
  view: EditorView
  /** Makes the text another one; the caret stays at the words it is at. Not told as `changed`. */
  show: (body: string) => void
  mark: AddMark
}

/** The text field: Markdown with its keys, completions and files. */
export function openEditor(
  parent: HTMLElement,
  { body, label, hands }: { body: string; label: string; hands: EditorHands },
): OpenEditor {
  const marks = openUploadMarks()
  const shown = Annotation.define<true>()
  const completion = new Compartment()
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: body,
      selection: { anchor: 0 },
      extensions: [
        history(),
        drawSelection(),
        EditorView.lineWrapping,
        highlighting,
        editorTheme,
        marks.extension,
        placeholder('Write in Markdown. # for tags, [[ for other notes.'),
        completion.of([]),
        keymap.of(editorKeys(hands)),
        EditorView.contentAttributes.of({
          'aria-label': label,
          spellcheck: 'true',
          autocorrect: 'on',
          autocapitalize: 'sentences',
          enterkeyhint: 'enter',
        }),
        EditorView.scrollMargins.of((view) => ({ top: coveredTop(view) })),
        EditorView.updateListener.of((update) => {
          const own = update.transactions.some((transaction) => transaction.annotation(shown))
          if (update.docChanged && !own) hands.changed(update.state.sliceDoc())
        }),
        EditorView.domEventHandlers(fileHandlers(hands)),
      ],
    }),
  })
  // A third of the weight, and nobody needs it for the first letter. Without it one writes all the same.
  void import('./completions.ts').then(
    ({ completions }) => view.dispatch({ effects: completion.reconfigure(completions(hands.completing)) }),
    () => {},
  )
  return {
    view,
    show(next) {
      const changes = changesTo(view.state.sliceDoc(), next)
      if (changes.length > 0) view.dispatch({ changes, annotations: shown.of(true) })
    },
    mark: marks.add,
  }
}

/** How much of the text's top lies below the bar that stays in sight; completions hide there too. */
function coveredTop({ dom }: EditorView): number {
  const bar = dom.closest('.editor')?.querySelector('.editor-bar')
  return bar ? Math.max(0, bar.getBoundingClientRect().bottom - dom.getBoundingClientRect().top) : 0
}

function fileHandlers(hands: EditorHands) {
  return {
    paste(event: ClipboardEvent, view: EditorView) {
      const files = [...(event.clipboardData?.files ?? [])]
      // Office programs put a picture of the text beside the text.
      if (files.length === 0 || event.clipboardData?.types.includes('text/plain')) return false
      event.preventDefault()
      hands.files(files, view.state.selection.main.from)
      return true
    },
    drop(event: DragEvent, view: EditorView) {
      const files = [...(event.dataTransfer?.files ?? [])]
      if (files.length === 0) return false
      event.preventDefault()
      hands.files(files, view.posAtCoords({ x: event.clientX, y: event.clientY }) ?? view.state.doc.length)
      return true
    },
  }
}
