import type { Insertable, Updateable } from 'kysely'
import type { Reader, Tx } from '#platform/db/db.ts'
import type { ClipRow, ClipTable, ClipTables } from './clip-tables.ts'

export type ClipReader = Reader<ClipTables>
export type ClipTx = Tx<ClipTables>

export async function findClip(read: ClipReader, spaceId: string, id: string): Promise<ClipRow | undefined> {
  return read
    .selectFrom('clips')
    .selectAll()
    .where('id', '=', id)
    .where('space_id', '=', spaceId)
    .executeTakeFirst()
}

/** For jobs, doors and uploads, which know a clip by its id alone. */
export async function clipById(read: ClipReader, id: string): Promise<ClipRow | undefined> {
  return read.selectFrom('clips').selectAll().where('id', '=', id).executeTakeFirst()
}

export const clipsById = (read: ClipReader, ids: readonly string[]): Promise<ClipRow[]> =>
  read.selectFrom('clips').selectAll().where('id', 'in', ids).execute()

/** Every clip of every space, in the order of ids, from after one. */
export async function clipIds(
  read: ClipReader,
  after: string | null,
  limit: number,
): Promise<{ id: string; spaceId: string }[]> {
  return read
    .selectFrom('clips')
    .select(['id', 'space_id as spaceId'])
    .where('id', '>', after ?? '')
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** The clip, locked until the end of the transaction: those who decide from several of its rows take turns. */
export async function lockClip(tx: ClipTx, id: string): Promise<ClipRow | undefined> {
  return tx
    .updateTable('clips')
    .set((eb) => ({ version: eb.ref('version') }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
}

export async function insertClip(tx: ClipTx, row: Insertable<ClipTable>): Promise<void> {
  await tx.insertInto('clips').values(row).execute()
}

export async function updateClip(tx: ClipTx, id: string, changes: Updateable<ClipTable>): Promise<void> {
  await tx.updateTable('clips').set(changes).where('id', '=', id).execute()
}

/** Whether the clip still had `version` and now has the changes. */
export async function updateClipVersion(
  tx: ClipTx,
  id: string,
  version: number,
  changes: Updateable<ClipTable>,
): Promise<boolean> {
  const result = await tx
    .updateTable('clips')
    .set({ ...changes, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** The clip and everything that hangs on it but its tags, which go by `dropTags`. Its bytes are the caller's to remove, before. */
export async function deleteClipRows(tx: ClipTx, id: string): Promise<void> {
  await tx.deleteFrom('clip_comments').where('clip_id', '=', id).execute()
  await tx.deleteFrom('clip_renditions').where('clip_id', '=', id).execute()
  await tx.deleteFrom('clip_recordings').where('clip_id', '=', id).execute()
  await tx.deleteFrom('clips').where('id', '=', id).execute()
}

/** Bytes of the originals of a space. */
export async function storedBytes(read: ClipReader, spaceId: string): Promise<number> {
  const row = await read
    .selectFrom('clips')
    .select((eb) => eb.fn.sum('size').as('bytes'))
    .where('space_id', '=', spaceId)
    .where('original_key', 'is not', null)
    .executeTakeFirst()
  return Number(row?.bytes ?? 0)
}

/** Clips with a poster that has not been made small yet, the newest first. */
export async function clipsToShrink(
  read: ClipReader,
  limit: number,
): Promise<(ClipRow & { poster_key: string })[]> {
  return read
    .selectFrom('clips')
    .selectAll()
    .where('poster_key', 'is not', null)
    .where('pictures_folder', 'is', null)
    .where('deleted_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(limit)
    .$narrowType<{ poster_key: string }>()
    .execute()
}

/** Deleted clips whose time to be brought back is over, oldest first. */
export async function purgeableClips(
  read: ClipReader,
  now: string,
  limit: number,
): Promise<{ id: string }[]> {
  return read
    .selectFrom('clips')
    .select('id')
    .where('purge_at', 'is not', null)
    .where('purge_at', '<=', now)
    .orderBy('purge_at')
    .limit(limit)
    .execute()
}
