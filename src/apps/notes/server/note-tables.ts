import type { Selectable } from 'kysely'
import type { Json } from '#platform/db/json.ts'
import type { NoteVisibility } from '../contract/note.ts'
import type { AttachmentTable } from './attachment-tables.ts'
import type { ExportTable } from './export-tables.ts'
import type { ImportKeyTable, ImportTable } from './import-tables.ts'
import type { ShareTable } from './share-tables.ts'

/** `notes` and `archived_notes` have the same columns; a note stands in exactly one of them. */
export type NoteTable = {
  /** Made from `created_at`: ids sort by the time a note was made, also an imported one. */
  id: string
  space_id: string
  author_id: string
  /** Who saved it last. */
  editor_id: string
  title: string
  /** What `[[a title]]` is looked up by. */
  title_folded: string
  excerpt: string
  /** In the order typed, for showing; `note_tags` holds the same for filters. */
  tags: Json<string[]>
  pinned: 0 | 1
  visibility: NoteVisibility
  /** Set exactly in `archived_notes`. */
  archived_at: string | null
  /** Set while it is in the trash. */
  deleted_at: string | null
  /** From then on a deleted note cannot be brought back. */
  purge_at: string | null
  created_at: string
  updated_at: string
  /** Raised by each save; the ETag. */
  version: number
  /** Raised when who may see the note changes: ends every signed path given out before. */
  access_version: number
  /** Last, so that lists do not read past it. */
  body: string
}
export type NoteRow = Selectable<NoteTable>

/** One row for each save, kept as long as the note; see `revision-codec.ts`. */
export type RevisionTable = {
  note_id: string
  version: number
  at: string
  editor_id: string
  title: string
  tags: Json<string[]>
  /** UTF-16 units of the body. */
  length: number
  /** UTF-16 units that the body shares with the previous one, at its start and its end. Both 0: `text` is all of it. */
  kept_start: number
  kept_end: number
  text: string
  /** Set on saves that only renamed a tag. */
  renamed: Json<TagRename> | null
}
export type RevisionRow = Selectable<RevisionTable>
export type TagRename = { from: string; to: string }

/** Where a note can be found by its tags. What sorts a list is repeated here, so that a list by tag walks an index, too. */
export type NoteTagTable = {
  note_id: string
  space_id: string
  folded: string
  tag: string
  shelf: Shelf
  author_id: string
  visibility: NoteVisibility
  pinned: 0 | 1
  updated_at: string
}
export type Shelf = 'desk' | 'archive' | 'trash'

/** How many notes of a shelf have a tag, kept with `note_tags`, so that nobody counts a hundred thousand rows to show a list of tags. */
export type TagCountTable = {
  space_id: string
  shelf: Shelf
  /** Whose private notes are counted; empty for those that members see. */
  private_to: string
  folded: string
  /** As it was written last. */
  tag: string
  count: number
}

/** What a body links to; `place` is its order in the body. Either `to_id` or `to_title` is set. */
export type NoteLinkTable = {
  from_id: string
  place: number
  space_id: string
  to_id: string | null
  /** Folded. */
  to_title: string | null
  text: string
}
export type NoteLinkRow = Selectable<NoteLinkTable>

export type NoteTables = {
  notes: NoteTable
  archived_notes: NoteTable
  note_revisions: RevisionTable
  note_tags: NoteTagTable
  note_tag_counts: TagCountTable
  note_links: NoteLinkTable
  note_attachments: AttachmentTable
  note_shares: ShareTable
  note_exports: ExportTable
  note_imports: ImportTable
  note_import_keys: ImportKeyTable
}
