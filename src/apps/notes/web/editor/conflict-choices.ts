import type { Conflict } from './merge.ts'
import type { NoteText } from './note-text.ts'

/** What is to stand in one place, and where it came from. */
export type Choice = { kind: 'mine' | 'theirs' | 'both'; text: string }

/** One choice for the title when both changed it, then one for each place in the text: mine, until someone chooses. */
export const openChoices = ({ titles, parts }: Conflict): Choice[] => [
  ...(titles ? [{ kind: 'mine' as const, text: titles.mine }] : []),
  ...parts
    .filter((part) => part.kind === 'conflict')
    .map((part) => ({ kind: 'mine' as const, text: part.mine.join('\n') })),
]

/** The text the choices make. An empty choice takes the lines away. */
export function resolvedText(conflict: Conflict, choices: readonly Choice[]): NoteText {
  const left = [...choices]
  const title = conflict.titles ? (left.shift()?.text ?? conflict.title) : conflict.title
  const lines = conflict.parts.flatMap((part) => {
    if (part.kind === 'same') return part.lines
    const text = left.shift()?.text ?? part.mine.join('\n')
    return text === '' ? [] : text.split('\n')
  })
  return { title: title.replace(/\n/g, ' '), tags: conflict.tags, body: lines.join('\n') }
}
