import { createContext, type ReactNode, use } from 'react'
import type { Attachment } from '../../contract/note.ts'

/** What a body leans on outside itself. The page gives it (`markdown-view.tsx`); tests give their own. */
export type MarkdownHouse = {
  /** The note with this title, as the server knows it; null while there is none. */
  noteOf: (title: string) => string | null
  attachment: (id: string) => Attachment | undefined
  NoteLink: (link: { id: string; children: ReactNode }) => ReactNode
  TagLink: (link: { tag: string; children: ReactNode }) => ReactNode
  /** Set when boxes may be ticked here. */
  toggle: ((task: Task) => void) | null
  /** A signed path did not open: it may have expired. */
  onExpired: () => void
  /** Stands before the ids of headings, so that no body can take an id of the page. */
  prefix: string
}

/** The `nth` box of the top block that begins at `at`; `checked` is what it becomes. */
export type Task = { at: number; nth: number; checked: boolean }

const nowhere: MarkdownHouse = {
  noteOf: () => null,
  attachment: () => undefined,
  NoteLink: ({ children }) => children,
  TagLink: ({ children }) => children,
  toggle: null,
  onExpired: () => {},
  prefix: 'note-',
}

export const MarkdownContext = createContext(nowhere)
export const useMarkdownHouse = () => use(MarkdownContext)
