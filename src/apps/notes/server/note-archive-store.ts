import type { NoteReader } from './note-store.ts'
import { noteVisibilities } from '../contract/note.ts'

export type Archivable = {
  spaceId: string
  /** Null for every author. */
  authorId: string | null
  unchangedSince: string
}

/** Ids of notes to archive, longest unchanged first of each visibility. */
export async function archivableNotes(read: NoteReader, which: Archivable, limit: number): Promise<string[]> {
  const found = await Promise.all(
    noteVisibilities.map((visibility) =>
      unchanged(read, which, visibility)
        .select('id')
        .orderBy('updated_at')
        .orderBy('id')
        .limit(limit)
        .execute(),
    ),
  )
  return found
    .flat()
    .map((row) => row.id)
    .slice(0, limit)
}

export async function countArchivable(read: NoteReader, which: Archivable): Promise<number> {
  const counts = await Promise.all(
    noteVisibilities.map((visibility) =>
      unchanged(read, which, visibility)
        .select((eb) => eb.fn.countAll().as('count'))
        .executeTakeFirstOrThrow(),
    ),
  )
  return counts.reduce((sum, { count }) => sum + Number(count), 0)
}

function unchanged(
  read: NoteReader,
  { spaceId, authorId, unchangedSince }: Archivable,
  visibility: (typeof noteVisibilities)[number],
) {
  const query = read
    .selectFrom('notes')
    .where('space_id', '=', spaceId)
    .where('visibility', '=', visibility)
    .where('deleted_at', 'is', null)
    .where('pinned', '=', 0)
    .where('updated_at', '<', unchangedSince)
  return authorId === null ? query : query.where('author_id', '=', authorId)
}
