import type { Note } from '../../contract/note.ts'
import { linesOf } from '../markdown/line-ends.ts'

/** What is written in the editor, and what merging, drafts and autosave are about. */
export type NoteText = { title: string; body: string; tags: readonly string[] }
/** The text as the server has it. */
export type SavedText = NoteText & { version: number }

/** Lines end as the editor ends them, so that opening a note changes nothing. */
export const textOf = ({ title, body, tags, version }: Pick<Note, keyof SavedText>): SavedText => ({
  title,
  body: linesOf(body),
  tags,
  version,
})

/** Whether `theirs` is what the server makes of `sent`: it folds spaces in titles and keeps one of several like tags. */
export const arrivedAs = (sent: NoteText, theirs: NoteText): boolean =>
  sent.body === theirs.body &&
  sent.title.replace(/\s+/g, ' ').trim() === theirs.title &&
  theirs.tags.every((tag) => sent.tags.includes(tag))

/** What of `mine` is not in `base`; empty when nothing. */
export function changesOf(
  base: NoteText,
  mine: NoteText,
): { title?: string; body?: string; tags?: string[] } {
  return {
    ...(mine.title !== base.title && { title: mine.title }),
    ...(mine.body !== base.body && { body: mine.body }),
    ...(!sameTags(mine.tags, base.tags) && { tags: [...mine.tags] }),
  }
}

export const sameText = (a: NoteText, b: NoteText): boolean => Object.keys(changesOf(a, b)).length === 0

const sameTags = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((tag, at) => tag === b[at])
