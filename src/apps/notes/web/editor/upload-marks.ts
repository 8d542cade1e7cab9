import { type Extension, StateEffect, StateField } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view'

/**
 * Where files that are being announced will stand. The mark is not part of the text, so it can neither be saved nor be left behind; it
 * moves with what is typed around it.
 */
export function openUploadMarks(): { extension: Extension; add: AddMark } {
  const put = StateEffect.define<{ key: string; at: number; name: string }>()
  const take = StateEffect.define<string>()
  const field = StateField.define<DecorationSet>({
    create: () => Decoration.none,
    update(marks, transaction) {
      let next = marks.map(transaction.changes)
      for (const effect of transaction.effects) {
        if (effect.is(put)) {
          const { key, at, name } = effect.value
          const widget = Decoration.widget({ widget: new Mark(name), side: 1, key })
          next = next.update({ add: [widget.range(at)], sort: true })
        }
        if (effect.is(take))
          next = next.update({ filter: (_from, _to, mark) => mark.spec.key !== effect.value })
      }
      return next
    },
    provide: (marks) => EditorView.decorations.from(marks),
  })
  const placeOf = (view: EditorView, key: string) => {
    for (const cursor = view.state.field(field).iter(); cursor.value; cursor.next())
      if (cursor.value.spec.key === key) return cursor.from
    return null
  }
  return {
    extension: field,
    add(view, { key, name, at }) {
      view.dispatch({ effects: put.of({ key, at, name }) })
      return (text) => {
        const place = placeOf(view, key)
        if (place === null) return
        view.dispatch({
          effects: take.of(key),
          ...(text && { changes: { from: place, insert: text }, userEvent: 'input.paste' }),
        })
      }
    },
  }
}

/** Shows a mark; what it answers puts the text in its place, or with `''` takes it away. */
export type AddMark = (
  view: EditorView,
  mark: { key: string; name: string; at: number },
) => (text: string) => void

class Mark extends WidgetType {
  readonly name: string
  constructor(name: string) {
    super()
    this.name = name
  }
  override toDOM(): HTMLElement {
    const mark = document.createElement('span')
    mark.className = 'cm-uploading'
    mark.textContent = `Attaching ${this.name}…`
    return mark
  }
  override eq(other: WidgetType): boolean {
    return other instanceof Mark && other.name === this.name
  }
}
