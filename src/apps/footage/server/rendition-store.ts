import type { Updateable } from 'kysely'
import type { ClipReader, ClipTx } from './clip-store.ts'
import type { RenditionRow, RenditionTable } from './clip-tables.ts'

/** Largest first. */
export async function renditionsOf(read: ClipReader, clipId: string): Promise<RenditionRow[]> {
  return read
    .selectFrom('clip_renditions')
    .selectAll()
    .where('clip_id', '=', clipId)
    .orderBy('height', 'desc')
    .orderBy('source', 'desc')
    .execute()
}

/** Rungs that are there already stay as they are. */
export async function planRenditions(tx: ClipTx, rows: RenditionRow[]): Promise<void> {
  if (rows.length === 0) return
  await tx
    .insertInto('clip_renditions')
    .values(rows)
    .onConflict((c) => c.columns(['clip_id', 'height', 'source']).doNothing())
    .execute()
}

export async function deleteRendition(tx: ClipTx, id: string): Promise<void> {
  await tx.deleteFrom('clip_renditions').where('id', '=', id).execute()
}

/** Which renditions of a clip a change is for; all when empty. */
export type Which = { run?: string; id?: string; height?: number }

/** How many of the clip's renditions that are in one of `from` took the changes. */
export async function moveRenditions(
  tx: ClipTx,
  clipId: string,
  from: readonly RenditionRow['state'][],
  changes: Updateable<RenditionTable>,
  which: Which = {},
): Promise<number> {
  let query = tx
    .updateTable('clip_renditions')
    .set(changes)
    .where('clip_id', '=', clipId)
    .where('state', 'in', from)
  if (which.run !== undefined) query = query.where('run', '=', which.run)
  if (which.id !== undefined) query = query.where('id', '=', which.id)
  if (which.height !== undefined) query = query.where('height', '=', which.height)
  const result = await query.executeTakeFirst()
  return Number(result.numUpdatedRows)
}
