import type { AttachmentRow } from './attachment-tables.ts'
import { replaceDestinations, writePath } from './body-links.ts'
import type { ExportedNote } from './export-notes.ts'
import { safeName, shortId } from './file-names.ts'
import { writeFrontMatter } from './front-matter.ts'
import { tagsOf } from './note-fields.ts'
import type { NoteRow } from './note-tables.ts'

/** Where a note stands in an exported zip. Told by the note alone, so that links can be written before it is. */
export const notePathIn = (note: Pick<NoteRow, 'id' | 'title'>): string =>
  `notes/${safeName(note.title.slice(0, 80), 'untitled')}-${shortId(note.id)}.md`

export const filePathIn = (file: Pick<AttachmentRow, 'id' | 'name'>): string =>
  `attachments/${file.id}/${safeName(file.name, 'file')}`

/** Notes that a body leads to by their ids. */
export function linkedNotes(body: string): string[] {
  const ids = new Set<string>()
  replaceDestinations(body, (address) => {
    const id = noteAddress.exec(address)?.[1]
    if (id !== undefined) ids.add(id)
    return undefined
  })
  return [...ids]
}

/**
 * A note as a Markdown file: attachments and other notes by relative paths. `linked` are the notes that are in the same zip; a link to
 * any other stays as it is.
 */
export function markdownOf(
  { note, files, author }: ExportedNote,
  linked: ReadonlyMap<string, Pick<NoteRow, 'id' | 'title'>>,
): string {
  const head = writeFrontMatter({
    id: note.id,
    title: note.title,
    tags: tagsOf(note),
    created: note.created_at,
    updated: note.updated_at,
    author,
    pinned: note.pinned === 1,
    archived: note.archived_at !== null,
    visibility: note.visibility,
    ...(files.length > 0 && { attachments: files.map((file) => `../${filePathIn(file)}`) }),
  })
  const body = replaceDestinations(note.body, (address) => {
    const noteId = noteAddress.exec(address)?.[1]
    const to = noteId === undefined ? undefined : linked.get(noteId)
    if (to) return writePath(notePathIn(to).slice('notes/'.length))
    const file = files.find((one) => `attachment:${one.id}` === address)
    return file && `../${writePath(filePathIn(file))}`
  })
  return head + body
}

const noteAddress = /^note:([0-9a-f-]{36})$/
