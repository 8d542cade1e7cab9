import type { Updateable } from 'kysely'
import type { Reader, Tx } from '#platform/db/db.ts'
import type { NoteRow, NoteTable, NoteTables } from './note-tables.ts'

export type NoteReader = Reader<NoteTables>
export type NoteTx = Tx<NoteTables>

/** Where notes stand: what is in use, and what was archived, out of the way of everyday lists. */
export const noteTables = ['notes', 'archived_notes'] as const
export const tableOf = (note: Pick<NoteRow, 'archived_at'>) =>
  note.archived_at === null ? 'notes' : 'archived_notes'

/** A note of a space, archived or not. */
export async function findNote(read: NoteReader, spaceId: string, id: string): Promise<NoteRow | undefined> {
  const note = await noteById(read, id)
  return note?.space_id === spaceId ? note : undefined
}

/** For jobs, doors, uploads and the search index, which know a note by its id alone. */
export async function noteById(read: NoteReader, id: string): Promise<NoteRow | undefined> {
  for (const table of noteTables) {
    const note = await read.selectFrom(table).selectAll().where('id', '=', id).executeTakeFirst()
    if (note) return note
  }
  return undefined
}

export async function notesById(read: NoteReader, ids: readonly string[]): Promise<NoteRow[]> {
  const found = await Promise.all(
    noteTables.map((table) => read.selectFrom(table).selectAll().where('id', 'in', ids).execute()),
  )
  return found.flat()
}

/** Ids of every note there is, in order, after `after`. */
export async function noteIds(
  read: NoteReader,
  after: string | null,
  limit: number,
): Promise<{ id: string; spaceId: string }[]> {
  const found = await Promise.all(
    noteTables.map((table) =>
      read
        .selectFrom(table)
        .select(['id', 'space_id as spaceId'])
        .where('id', '>', after ?? '')
        .orderBy('id')
        .limit(limit)
        .execute(),
    ),
  )
  return found
    .flat()
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .slice(0, limit)
}

export async function insertNote(tx: NoteTx, row: NoteRow): Promise<void> {
  await tx.insertInto(tableOf(row)).values(row).execute()
}

/**
 * Puts `next` in the place of `note`, in the other table when it was archived or brought back. False when `note` does not
 * have its version any more.
 */
export async function replaceNote(tx: NoteTx, note: NoteRow, next: NoteRow): Promise<boolean> {
  if (tableOf(note) === tableOf(next)) return updateNote(tx, note, changedOf(note, next))
  const left = await tx
    .deleteFrom(tableOf(note))
    .where('id', '=', note.id)
    .where('version', '=', note.version)
    .executeTakeFirst()
  if (left.numDeletedRows === 0n) return false
  await insertNote(tx, next)
  return true
}

/** False when the note does not have its version any more. */
export async function updateNote(
  tx: NoteTx,
  note: NoteRow,
  changes: Updateable<NoteTable>,
): Promise<boolean> {
  const result = await tx
    .updateTable(tableOf(note))
    .set(changes)
    .where('id', '=', note.id)
    .where('version', '=', note.version)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** The note, its history and its links. Its tags go by `placeTags`, which counts them. */
export async function deleteNoteRows(tx: NoteTx, id: string): Promise<void> {
  await tx.deleteFrom('note_revisions').where('note_id', '=', id).execute()
  await tx.deleteFrom('note_links').where('from_id', '=', id).execute()
  for (const table of noteTables) await tx.deleteFrom(table).where('id', '=', id).execute()
}

/** Deleted notes whose time to be brought back is over. */
export async function purgeableNotes(
  read: NoteReader,
  now: string,
  limit: number,
): Promise<{ id: string }[]> {
  const due = await Promise.all(
    noteTables.map((table) =>
      read
        .selectFrom(table)
        .select('id')
        .where('deleted_at', 'is not', null)
        .where('purge_at', '<=', now)
        .limit(limit)
        .execute(),
    ),
  )
  return due.flat().slice(0, limit)
}

const changedOf = (note: NoteRow, next: NoteRow): Updateable<NoteTable> =>
  Object.fromEntries(Object.entries(next).filter(([name, value]) => note[name as keyof NoteRow] !== value))
