import type { Standing } from '#platform/auth/actor.ts'
import { fromJson, toJson } from '#platform/db/json.ts'
import { foldLine } from '#platform/search/fold-text.ts'
import type { NewNote, NotePatch } from '../contract/note.ts'
import { excerptOf } from './note-text.ts'
import type { NoteRow, Shelf, TagRename } from './note-tables.ts'

/** The row of a new note. */
export function newNoteOf(id: string, who: Standing, input: NewNote, at: string): NoteRow {
  const title = oneLine(input.title)
  const body = storable(input.body)
  return {
    id,
    space_id: who.space.id,
    // Only members write, and a member is an account.
    author_id: who.accountId!,
    editor_id: who.accountId!,
    title,
    title_folded: foldLine(title),
    excerpt: excerptOf(body),
    tags: toJson(foldTags(input.tags ?? []).map(({ tag }) => tag)),
    pinned: input.pinned ? 1 : 0,
    visibility: input.visibility ?? 'members',
    archived_at: null,
    deleted_at: null,
    purge_at: null,
    created_at: at,
    updated_at: at,
    version: 1,
    access_version: 1,
    body,
  }
}

export type NoteChanges = Partial<
  Pick<NoteRow, 'title' | 'body' | 'tags' | 'pinned' | 'visibility' | 'archived_at'>
>

/** What of a patch is not so already. */
export function changesOf(note: NoteRow, patch: NotePatch, now: string): NoteChanges {
  const wanted: NoteChanges = {
    ...(patch.title !== undefined && { title: oneLine(patch.title) }),
    ...(patch.body !== undefined && { body: storable(patch.body) }),
    ...(patch.tags && { tags: toJson(foldTags(patch.tags).map(({ tag }) => tag)) }),
    ...(patch.pinned !== undefined && { pinned: patch.pinned ? 1 : 0 }),
    ...(patch.visibility && { visibility: patch.visibility }),
    ...(patch.archived !== undefined && { archived_at: patch.archived ? (note.archived_at ?? now) : null }),
  }
  const changed = Object.entries(wanted).filter(([name, value]) => note[name as keyof NoteRow] !== value)
  return Object.fromEntries(changed) as NoteChanges
}

/** Tags with the key they are found by; of two that differ only in case or accents the first stays. */
export function foldTags(tags: readonly string[]): { tag: string; folded: string }[] {
  const byKey = new Map<string, string>()
  for (const tag of tags.map(oneLine)) if (!byKey.has(foldTag(tag))) byKey.set(foldTag(tag), tag)
  return [...byKey].map(([folded, tag]) => ({ tag, folded }))
}

/** `tags` after a rename; a tag that is there already takes the renamed one in. */
export const renameIn = (tags: readonly string[], { from, to }: TagRename): string[] =>
  foldTags(tags.map((tag) => (foldTag(tag) === foldTag(from) ? to : tag))).map(({ tag }) => tag)

export const tagsOf = (note: Pick<NoteRow, 'tags'>): string[] => fromJson(note.tags)

export function shelfOf(note: Pick<NoteRow, 'deleted_at' | 'archived_at'>): Shelf {
  if (note.deleted_at !== null) return 'trash'
  return note.archived_at === null ? 'desk' : 'archive'
}

/** A tag of nothing but marks is its own key. */
export const foldTag = (tag: string): string => foldLine(tag) || oneLine(tag)

const oneLine = (text: string): string => storable(text).replace(/\s+/g, ' ').trim()

/** Half characters and NUL cannot be kept as text by every db engine; they become the sign for "not a character". */
const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD')
