import { foldTags, tagsOf } from './note-fields.ts'
import type { Viewer } from './note-policies.ts'
import type { NoteReader, NoteTx } from './note-store.ts'
import type { NoteRow, Shelf } from './note-tables.ts'

/** Puts the tags of `note` where lists find them; `fresh` when there cannot be any yet. */
export async function replaceTags(tx: NoteTx, note: NoteRow, fresh = false): Promise<void> {
  if (!fresh) await tx.deleteFrom('note_tags').where('note_id', '=', note.id).execute()
  const rows = foldTags(tagsOf(note)).map((tag) => ({ note_id: note.id, ...tag, ...placeOf(note) }))
  if (rows.length > 0) await tx.insertInto('note_tags').values(rows).execute()
}

/** Tells the tags of `note` where it stands now. */
export async function moveTags(tx: NoteTx, note: NoteRow): Promise<void> {
  if (note.tags === '[]') return
  await tx.updateTable('note_tags').set(placeOf(note)).where('note_id', '=', note.id).execute()
}

/** Tags that begin with `prefix` (folded), of the notes a viewer can see, most used first. */
export async function listTags(
  read: NoteReader,
  ask: { spaceId: string; viewer: Viewer; shelf: Shelf; prefix: string },
): Promise<{ tag: string; count: number }[]> {
  let query = read
    .selectFrom('note_tags')
    .select((eb) => [eb.fn.min('tag').as('tag'), eb.fn.countAll().as('count')])
    .where('space_id', '=', ask.spaceId)
    .where('shelf', '=', ask.shelf)
    .groupBy('folded')
    .orderBy('count', 'desc')
    .orderBy('folded')
    .limit(500)
  // The last character there is: no tag that begins with the prefix sorts behind it.
  if (ask.prefix !== '')
    query = query.where('folded', '>=', ask.prefix).where('folded', '<=', `${ask.prefix}\u{10FFFF}`)
  if (ask.viewer.sees === 'members')
    query = query.where((eb) =>
      eb.or([eb('visibility', '=', 'members'), eb('author_id', '=', ask.viewer.accountId)]),
    )
  const rows = await query.execute()
  return rows.map((row) => ({ tag: row.tag, count: Number(row.count) }))
}

/** Ids of notes with a tag, in order, after `after`. */
export async function notesTagged(read: NoteReader, spaceId: string, folded: string): Promise<string[]> {
  const rows = await read
    .selectFrom('note_tags')
    .select('note_id')
    .where('space_id', '=', spaceId)
    .where('shelf', 'in', ['desk', 'archive'])
    .where('folded', '=', folded)
    .execute()
  return rows.map((row) => row.note_id)
}

export const shelfOf = (note: Pick<NoteRow, 'deleted_at' | 'archived_at'>): Shelf => {
  if (note.deleted_at !== null) return 'trash'
  return note.archived_at === null ? 'desk' : 'archive'
}

const placeOf = (note: NoteRow) => ({
  space_id: note.space_id,
  shelf: shelfOf(note),
  author_id: note.author_id,
  visibility: note.visibility,
  pinned: note.pinned,
  updated_at: note.updated_at,
})
