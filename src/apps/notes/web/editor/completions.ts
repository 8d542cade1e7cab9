import {
  acceptCompletion,
  autocompletion,
  closeCompletion,
  type Completion,
  type CompletionContext,
  completionKeymap,
  type CompletionResult,
  type CompletionSource,
  completionStatus,
} from '@codemirror/autocomplete'
import { type Extension, Prec } from '@codemirror/state'
import { type Command, keymap } from '@codemirror/view'

/** What is asked while typing. Both answer best first. */
export type Completing = {
  tags: (prefix: string, signal: AbortSignal) => Promise<{ tag: string; count: number }[]>
  titles: (words: string, signal: AbortSignal) => Promise<string[]>
  /** A tag was accepted; its word stays in the text. */
  picked: (tag: string) => void
}

/** Lists of what could come next, with their keys before all others. */
export const completions = (completing: Completing): Extension => [
  autocompletion({
    override: [tagSource(completing), titleSource(completing)],
    icons: false,
    defaultKeymap: false,
  }),
  Prec.highest(
    keymap.of([
      ...completionKeymap.filter(({ key }) => key !== 'Escape'),
      { key: 'Escape', run: closeShown },
      { key: 'Tab', run: acceptCompletion },
    ]),
  ),
]

/** Escape is for the list when one is seen; a question that is still under way does not swallow it. */
const closeShown: Command = (view) => {
  const shown = completionStatus(view.state) === 'active'
  return closeCompletion(view) && shown
}

/** `#` completes tags. */
const tagSource =
  ({ tags, picked }: Completing): CompletionSource =>
  async (context) => {
    const word = context.matchBefore(/(?<![\p{L}\p{N}_/#&])#[\p{L}\p{N}_/-]{0,60}$/u)
    if (!word) return null
    const found = await asked(context, (signal) => tags(word.text.slice(1), signal))
    // A tag of several words cannot stand behind a `#`.
    const options = found
      .filter(({ tag }) => !/\s/.test(tag))
      .map(({ tag, count }): Completion => {
        const apply: Completion['apply'] = (view, _, from, to) => {
          view.dispatch({
            changes: { from, to, insert: `#${tag} ` },
            selection: { anchor: from + tag.length + 2 },
            userEvent: 'input.complete',
          })
          picked(tag)
        }
        return { label: `#${tag}`, detail: String(count), apply }
      })
    return resultOf(word.from, options)
  }

/** `[[` completes titles. */
const titleSource =
  ({ titles }: Completing): CompletionSource =>
  async (context) => {
    const word = context.matchBefore(/\[\[[^[\]\n]{0,100}$/)
    if (!word) return null
    const found = await asked(context, (signal) => titles(word.text.slice(2), signal))
    const options = found
      .filter((title) => !/[[\]\n]/.test(title))
      .map((title): Completion => {
        const apply: Completion['apply'] = (view, _, from, to) => {
          const closed = view.state.sliceDoc(to, to + 2) === ']]'
          const insert = `[[${title}]]`
          view.dispatch({
            changes: { from: from - 2, to: closed ? to + 2 : to, insert },
            selection: { anchor: from - 2 + insert.length },
            userEvent: 'input.complete',
          })
        }
        return { label: title, apply }
      })
    return resultOf(word.from + 2, options)
  }

/** The server has chosen and sorted; it is asked again with every letter. */
const resultOf = (from: number, options: Completion[]): CompletionResult | null =>
  options.length === 0 ? null : { from, options, filter: false }

/** Nothing completes while the house does not answer: writing goes on. */
async function asked<T>(
  context: CompletionContext,
  ask: (signal: AbortSignal) => Promise<T[]>,
): Promise<T[]> {
  const stop = new AbortController()
  context.addEventListener('abort', () => stop.abort(), { onDocChange: true })
  return ask(stop.signal).catch(() => [])
}
