import { part } from '#web/ui/first-page.ts'
import type { Note, NoteSummary } from '../contract/note.ts'
import { belowName, nameOf, plainText } from './plain-text.ts'

/** What the pages of this app show first, painted before the app is there: where `NoteList` and `NotePage` will have it. */

const rows = 8
const letters = 2000

export const paintNotes = ({ items }: { items: readonly NoteSummary[] }): Node[] =>
  items.length === 0
    ? []
    : [
        part(
          'div',
          'main',
          part('div', 'mb-4 h-10'),
          part('div', 'h-30.25 max-lg:mb-2 pointer-coarse:h-31'),
          part(
            'div',
            'relative border-t border-line lg:mr-[16rem]',
            ...items.slice(0, rows).map((note, at) => row(note, at)),
          ),
        ),
      ]

function row(note: NoteSummary, at: number): Node {
  const element = part(
    'div',
    'note-row',
    part(
      'div',
      'min-w-0 flex-1',
      part('p', 'h-6 truncate font-semibold', nameOf(note)),
      part('p', 'line-clamp-2 h-10 text-md leading-5 text-muted', belowName(note)),
    ),
  )
  element.style.top = `${at * 7}rem`
  return element
}

export const paintNote = (note: Note): Node[] => [
  part(
    'div',
    'main',
    part(
      'div',
      'mx-auto max-w-lg',
      part('div', 'mb-3 h-8'),
      part('p', 'mb-23 min-h-10 py-1.5 text-2xl leading-tight font-semibold tracking-tight', nameOf(note)),
      part('p', 'max-h-dvh overflow-hidden whitespace-pre-line', plainText(note.body.slice(0, letters))),
    ),
  ),
]
