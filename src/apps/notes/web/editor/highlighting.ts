import { RangeSetBuilder, type Text } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view'
import { fencesOf, marksOf } from './markdown-marks.ts'

/** Colours the lines that are on the screen. */
export const highlighting = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet
    fences: boolean[]

    constructor(view: EditorView) {
      this.fences = fencesIn(view.state.doc)
      this.decorations = decorate(view, this.fences)
    }

    update({ docChanged, viewportChanged, view }: ViewUpdate) {
      if (docChanged) this.fences = fencesIn(view.state.doc)
      if (docChanged || viewportChanged) this.decorations = decorate(view, this.fences)
    }
  },
  { decorations: (plugin) => plugin.decorations },
)

const fencesIn = (doc: Text) => fencesOf(doc.iterLines())

function decorate(view: EditorView, fences: readonly boolean[]): DecorationSet {
  const set = new RangeSetBuilder<Decoration>()
  const { doc } = view.state
  let last = 0
  for (const { from, to } of view.visibleRanges) {
    for (let line = doc.lineAt(from); line.from <= to; line = doc.line(line.number + 1)) {
      if (line.number > last)
        for (const mark of marksOf(line.text, fences[line.number - 1] ?? false))
          if (mark.from < mark.to)
            set.add(line.from + mark.from, line.from + mark.to, Decoration.mark({ class: mark.class }))
      last = line.number
      if (line.number === doc.lines) break
    }
  }
  return set.finish()
}
