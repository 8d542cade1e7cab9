import { sql } from 'kysely'
import type { Viewer } from './clip-policies.ts'
import type { ClipReader, ClipTx } from './clip-store.ts'
import type { ClipRow, ClipTagTable, TagCountTable } from './clip-tables.ts'

/** Puts `tags` in the place of the clip's; `folded` are their keys, without doubles. `followClip` counts them. */
export async function replaceTags(
  tx: ClipTx,
  clip: Pick<ClipRow, 'id' | 'space_id'>,
  tags: readonly { tag: string; folded: string }[],
): Promise<void> {
  await dropTags(tx, clip.id)
  if (tags.length === 0) return
  const unknown = { counted_for: null, clip_state: null, clip_happened_at: null }
  const rows = tags.map((tag) => ({ clip_id: clip.id, space_id: clip.space_id, ...unknown, ...tag }))
  await tx.insertInto('clip_tags').values(rows).execute()
}

export async function dropTags(tx: ClipTx, clipId: string): Promise<void> {
  const dropped = await tx.deleteFrom('clip_tags').where('clip_id', '=', clipId).returningAll().execute()
  await change(tx, dropped, null)
}

/**
 * Counts the tags of a clip for those who see it now, and no more for those who saw it before, and tells them its state and time. For
 * every change of a clip.
 */
export async function followClip(tx: ClipTx, clipId: string): Promise<void> {
  const clip = await tx
    .selectFrom('clips')
    .select(['visibility', 'watchable', 'deleted_at', 'author_id', 'state', 'happened_at'])
    .where('id', '=', clipId)
    .executeTakeFirst()
  if (!clip) return
  const seenBy = seenByOf(clip)
  const tags = await tx.selectFrom('clip_tags').selectAll().where('clip_id', '=', clipId).execute()
  const known = { counted_for: seenBy, clip_state: clip.state, clip_happened_at: clip.happened_at }
  if (tags.every((tag) => isKnown(tag, known))) return
  await tx.updateTable('clip_tags').set(known).where('clip_id', '=', clipId).execute()
  const moved = tags.filter((tag) => tag.counted_for !== seenBy)
  await change(tx, moved, seenBy)
}

/** Tags of the clips a viewer can see, most used first. */
export async function listTags(
  read: ClipReader,
  spaceId: string,
  viewer: Viewer,
): Promise<{ tag: string; count: number }[]> {
  let query = read
    .selectFrom('clip_tag_counts')
    .select((eb) => [eb.fn.max('tag').as('tag'), eb.fn.sum('count').as('sum')])
    .where('space_id', '=', spaceId)
    .where('count', '>', 0)
    .groupBy('folded')
    .orderBy('sum', 'desc')
    .orderBy('folded')
    .limit(500)
  if (viewer.sees === 'public') query = query.where('seen_by', '=', 'public')
  if (viewer.sees === 'members') query = query.where('seen_by', 'in', ['public', 'members', viewer.accountId])
  const rows = await query.execute()
  return rows.map((row) => ({ tag: row.tag, count: Number(row.sum) }))
}

type Known = Pick<ClipTagTable, 'counted_for' | 'clip_state' | 'clip_happened_at'>
const isKnown = (tag: Known, { counted_for, clip_state, clip_happened_at }: Known) =>
  tag.counted_for === counted_for &&
  tag.clip_state === clip_state &&
  tag.clip_happened_at === clip_happened_at

type Seen = Pick<ClipRow, 'visibility' | 'watchable' | 'deleted_at' | 'author_id'>

/** Guests do not see what cannot be watched yet; nobody counts what is in the trash. */
function seenByOf(clip: Seen): string | null {
  if (clip.deleted_at !== null) return null
  if (clip.visibility === 'private') return clip.author_id
  return clip.visibility === 'public' && clip.watchable === 1 ? 'public' : 'members'
}

/** In one order for all, so that two who change the same counts never wait for each other. */
async function change(tx: ClipTx, tags: readonly ClipTagTable[], seenBy: string | null): Promise<void> {
  const changes = tags.flatMap((tag): TagCountTable[] => {
    const { space_id, folded } = tag
    const by = (seen_by: string | null, count: number) =>
      seen_by === null ? [] : [{ space_id, seen_by, folded, tag: tag.tag, count }]
    return [...by(tag.counted_for, -1), ...by(seenBy, 1)]
  })
  if (changes.length === 0) return
  const key = (row: TagCountTable) => `${row.seen_by}\n${row.folded}`
  await tx
    .insertInto('clip_tag_counts')
    .values(changes.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)))
    .onConflict((conflict) =>
      conflict.columns(['space_id', 'seen_by', 'folded']).doUpdateSet((eb) => ({
        count: eb('clip_tag_counts.count', '+', eb.ref('excluded.count')),
        tag: sql`excluded.tag`,
      })),
    )
    .execute()
}
