import type { Reader, Tx } from '../db/db.ts'
import type { UploadRow, UploadTables } from './upload-tables.ts'

type Read = Reader<UploadTables>
type Write = Tx<UploadTables>

export const insertUpload = (tx: Write, row: UploadRow) => tx.insertInto('uploads').values(row).execute()

export const findUpload = async (read: Read, id: string): Promise<UploadRow | null> =>
  (await read.selectFrom('uploads').selectAll().where('id', '=', id).executeTakeFirst()) ?? null

export const openUploadOf = async (read: Read, subjectId: string): Promise<UploadRow | null> =>
  (await read
    .selectFrom('uploads')
    .selectAll()
    .where('subject_id', '=', subjectId)
    .where('state', '=', 'open')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()) ?? null

/** Bytes announced by open uploads, of one space or of the house. */
export async function announcedBytes(read: Read, spaceId?: string): Promise<number> {
  const { bytes } = await read
    .selectFrom('uploads')
    .select((e) => e.fn.sum<number | string | null>('size').as('bytes'))
    .where('state', '=', 'open')
    .$if(spaceId !== undefined, (query) => query.where('space_id', '=', spaceId!))
    .executeTakeFirstOrThrow()
  return Number(bytes ?? 0)
}

/** Open uploads in order of id, a page at a time. */
export const openUploadsAfter = (read: Read, id: string, limit: number): Promise<UploadRow[]> =>
  read
    .selectFrom('uploads')
    .selectAll()
    .where('state', '=', 'open')
    .where('id', '>', id)
    .orderBy('id')
    .limit(limit)
    .execute()

/** Whether this call was the one that ended the session: true for exactly one caller. */
export const markFinished = async (tx: Write, id: string, time: string): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('uploads')
    .set({ state: 'finished', finished_at: time })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

/** Whether this call was the one that removed the open session. */
export const removeOpen = async (tx: Write, id: string): Promise<boolean> => {
  const { numDeletedRows } = await tx
    .deleteFrom('uploads')
    .where('id', '=', id)
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow()
  return numDeletedRows === 1n
}

export const forgetFinished = (tx: Write, before: string) =>
  tx.deleteFrom('uploads').where('state', '=', 'finished').where('expires_at', '<=', before).execute()
