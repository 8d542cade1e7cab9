import type { ClipReader, ClipTx } from './clip-store.ts'
import type { CommentRow } from './clip-tables.ts'

/** Oldest first, after `after` (an id) when given. */
export async function listComments(
  read: ClipReader,
  clipId: string,
  limit: number,
  after: string | null,
): Promise<CommentRow[]> {
  let query = read
    .selectFrom('clip_comments')
    .selectAll()
    .where('clip_id', '=', clipId)
    .orderBy('id')
    .limit(limit)
  if (after !== null) query = query.where('id', '>', after)
  return query.execute()
}

/** Texts of the newest comments of a clip, newest first. */
export async function newestComments(read: ClipReader, clipId: string, limit: number): Promise<string[]> {
  const rows = await read
    .selectFrom('clip_comments')
    .select('body')
    .where('clip_id', '=', clipId)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => row.body)
}

export async function findComment(
  read: ClipReader,
  clipId: string,
  id: string,
): Promise<CommentRow | undefined> {
  return read
    .selectFrom('clip_comments')
    .selectAll()
    .where('id', '=', id)
    .where('clip_id', '=', clipId)
    .executeTakeFirst()
}

export async function insertComment(tx: ClipTx, row: CommentRow): Promise<void> {
  await tx.insertInto('clip_comments').values(row).execute()
  await count(tx, row.clip_id, 1)
}

export async function deleteComment(tx: ClipTx, comment: Pick<CommentRow, 'id' | 'clip_id'>): Promise<void> {
  const result = await tx.deleteFrom('clip_comments').where('id', '=', comment.id).executeTakeFirst()
  if (result.numDeletedRows > 0n) await count(tx, comment.clip_id, -1)
}

async function count(tx: ClipTx, clipId: string, by: number): Promise<void> {
  await tx
    .updateTable('clips')
    .set((eb) => ({ comment_count: eb('comment_count', '+', by) }))
    .where('id', '=', clipId)
    .execute()
}
