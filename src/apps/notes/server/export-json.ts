import type { ExportedNote } from './export-notes.ts'
import { tagsOf } from './note-fields.ts'

/** One JSON array, a note a line. Attachments are named, their bytes are only in the zip. */
export async function* jsonOf(notes: AsyncIterable<ExportedNote>): AsyncGenerator<Buffer> {
  let separator = '[\n'
  for await (const { note, files, author } of notes) {
    const line = JSON.stringify({
      id: note.id,
      title: note.title,
      body: note.body,
      tags: tagsOf(note),
      createdAt: note.created_at,
      updatedAt: note.updated_at,
      author,
      pinned: note.pinned === 1,
      archived: note.archived_at !== null,
      visibility: note.visibility,
      attachments: files.map(({ id, name, size, type }) => ({ id, name, size, type })),
    })
    yield Buffer.from(separator + line)
    separator = ',\n'
  }
  yield Buffer.from(separator === ',\n' ? '\n]\n' : '[]\n')
}
