import { type ChangeSpec, EditorSelection, type EditorState, type TransactionSpec } from '@codemirror/state'
import type { Command, EditorView } from '@codemirror/view'
import { continuationOf, signOf } from './list-lines.ts'

/** What toolbar and keys do with the text. Each is one step for undo. */

/** Puts marks around each selection, or takes them away; without a selection the caret stands between them. */
export const toggleMarks =
  (marks: string): Command =>
  (view) => {
    const { state } = view
    return done(
      view,
      state.changeByRange((range) => {
        const { from, to } = range
        const size = marks.length
        const around = state.sliceDoc(from - size, from) === marks && state.sliceDoc(to, to + size) === marks
        if (around)
          return {
            changes: [
              { from: from - size, to: from },
              { from: to, to: to + size },
            ],
            range: EditorSelection.range(from - size, to - size),
          }
        return {
          changes: [
            { from, insert: marks },
            { from: to, insert: marks },
          ],
          range: EditorSelection.range(from + size, to + size),
        }
      }),
    )
  }

/** `[words](https://…)` with the part to be typed next selected. */
export const insertLink: Command = (view) => {
  const { state } = view
  return done(
    view,
    state.changeByRange((range) => {
      const words = state.sliceDoc(range.from, range.to)
      const isAddress = /^https?:\/\/\S+$/.test(words)
      const text = isAddress ? `[](${words})` : `[${words}](https://)`
      const anchor = range.from + (isAddress || words === '' ? 1 : words.length + 3)
      const head = isAddress || words === '' ? anchor : anchor + 'https://'.length
      return {
        changes: { from: range.from, to: range.to, insert: text },
        range: EditorSelection.range(anchor, head),
      }
    }),
  )
}

/** Inline code, or a fence around several lines. */
export const toggleCode: Command = (view) => {
  const { from, to } = view.state.selection.main
  if (!view.state.sliceDoc(from, to).includes('\n')) return toggleMarks('`')(view)
  const first = view.state.doc.lineAt(from).from
  const last = view.state.doc.lineAt(to).to
  return done(view, {
    changes: [
      { from: first, insert: '```\n' },
      { from: last, insert: '\n```' },
    ],
  })
}

/** Makes list items of the chosen lines, or plain lines again. `mark` is `- ` or `- [ ] `. */
export const toggleList =
  (mark: '- ' | '- [ ] '): Command =>
  (view) => {
    const lines = chosenLines(view.state)
    const isSo = lines.every(({ text }) => signOf(text).sign === mark)
    const changes = lines.map(({ from, text }): ChangeSpec => {
      const { indent, sign } = signOf(text)
      const start = from + indent.length
      return { from: start, to: start + sign.length, insert: isSo ? '' : mark }
    })
    return done(view, { changes })
  }

/** A list or quote goes on in the next line, with a box when there was one; on an empty item it ends. */
export const enterKey: Command = (view) => {
  const { doc, selection } = view.state
  const { main } = selection
  if (!main.empty || selection.ranges.length > 1) return false
  const line = doc.lineAt(main.head)
  const at = main.head - line.from
  const next = continuationOf(line.text.slice(0, at), line.text.slice(at))
  if (next === null) return false
  if (next.kind === 'next') return done(view, view.state.replaceSelection(`\n${next.insert}`))
  return done(view, {
    changes: { from: line.from, to: line.to, insert: next.line },
    selection: { anchor: line.from + next.line.length },
  })
}

/** In a list or with several lines chosen the lines move; elsewhere there is room at the caret. */
export const tabKey: Command = (view) => {
  const lines = chosenLines(view.state)
  if (lines.length === 1 && signOf(lines[0]!.text).sign === '')
    return done(view, view.state.replaceSelection('  '))
  return done(view, { changes: lines.map(({ from }) => ({ from, insert: '  ' })) })
}

export const shiftTabKey: Command = (view) =>
  done(view, {
    changes: chosenLines(view.state).map(({ from, text }) => ({
      from,
      to: from + /^(?: {1,2}|\t)?/.exec(text)![0].length,
    })),
  })

function done(view: EditorView, spec: TransactionSpec): boolean {
  view.dispatch(view.state.update(spec, { scrollIntoView: true, userEvent: 'input' }))
  view.focus()
  return true
}

function chosenLines({ doc, selection: { main } }: EditorState) {
  const first = doc.lineAt(main.from).number
  const last = doc.lineAt(main.to).number
  return Array.from({ length: last - first + 1 }, (_, at) => doc.line(first + at))
}
