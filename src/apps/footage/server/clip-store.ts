import { type ExpressionBuilder, type Insertable, sql, type Updateable } from 'kysely'
import type { Reader, Tx } from '#platform/db/db.ts'
import type { Viewer } from './clip-policies.ts'
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

/** The clip and everything that hangs on it. Its bytes are the caller's to remove, before. */
export async function deleteClipRows(tx: ClipTx, id: string): Promise<void> {
  await tx.deleteFrom('clip_comments').where('clip_id', '=', id).execute()
  await tx.deleteFrom('clip_tags').where('clip_id', '=', id).execute()
  await tx.deleteFrom('clip_renditions').where('clip_id', '=', id).execute()
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

export type ClipFilter = {
  spaceId: string
  viewer: Viewer
  /** LIKE patterns over folded text; a clip must match all. */
  patterns: readonly string[]
  /** Folded. */
  tag: string | null
  from: string | null
  to: string | null
  state: ClipRow['state'] | null
  /** The trash instead of the list: what can still be brought back at this time. */
  deletedAt: string | null
}

/** Newest first, after `before` (an id) when given. */
export async function listClips(
  read: ClipReader,
  filter: ClipFilter,
  limit: number,
  before: string | null,
): Promise<ListedClip[]> {
  let query = read
    .selectFrom('clips')
    .select(listedColumns)
    .where('space_id', '=', filter.spaceId)
    .where((eb) => visible(eb, filter.viewer, filter.deletedAt))
    .orderBy('id', 'desc')
    .limit(limit)
  if (before !== null) query = query.where('id', '<', before)
  if (filter.from !== null) query = query.where('happened_at', '>=', filter.from)
  if (filter.to !== null) query = query.where('happened_at', '<=', filter.to)
  if (filter.state !== null) query = query.where('state', '=', filter.state)
  if (filter.tag !== null) {
    const folded = filter.tag
    query = query.where('id', 'in', (eb) =>
      eb
        .selectFrom('clip_tags')
        .select('clip_id')
        .where('clip_tags.space_id', '=', filter.spaceId)
        .where('folded', '=', folded),
    )
  }
  for (const pattern of filter.patterns) {
    query = query.where((eb) =>
      eb.or([
        sql<boolean>`${eb.ref('clips.search_text')} like ${pattern} escape '\\'`,
        eb.exists(
          eb
            .selectFrom('clip_comments')
            .select('clip_comments.id')
            .whereRef('clip_comments.clip_id', '=', 'clips.id')
            .where((c) => sql<boolean>`${c.ref('clip_comments.search_text')} like ${pattern} escape '\\'`),
        ),
      ]),
    )
  }
  return query.execute()
}

export type ListedClip = Pick<ClipRow, (typeof listedColumns)[number]>
const listedColumns = [
  'id',
  'author_id',
  'title',
  'visibility',
  'tags',
  'recorded_at',
  'created_at',
  'deleted_at',
  'state',
  'percent',
  'stage',
  'seconds_left',
  'duration_seconds',
  'poster_key',
  'access_version',
  'comment_count',
] as const

/** Members whose lists show more than the others': they have private clips. */
export async function privateAuthors(read: ClipReader, spaceId: string): Promise<Set<string>> {
  const rows = await read
    .selectFrom('clips')
    .select('author_id')
    .distinct()
    .where('space_id', '=', spaceId)
    .where('deleted_at', 'is', null)
    .where('visibility', '=', 'private')
    .execute()
  return new Set(rows.map((row) => row.author_id))
}

/** Tags of the clips a viewer can see, most used first. */
export async function listTags(
  read: ClipReader,
  spaceId: string,
  viewer: Viewer,
): Promise<{ tag: string; count: number }[]> {
  const rows = await read
    .selectFrom('clip_tags')
    .innerJoin('clips', 'clips.id', 'clip_tags.clip_id')
    .where('clips.space_id', '=', spaceId)
    .where((eb) => visible(eb, viewer, null))
    .groupBy('folded')
    .select((eb) => [eb.fn.min('tag').as('tag'), eb.fn.countAll().as('count')])
    .orderBy('count', 'desc')
    .orderBy('folded')
    .limit(500)
    .execute()
  return rows.map((row) => ({ tag: row.tag, count: Number(row.count) }))
}

/** Puts `tags` in the place of the clip's; `folded` are their keys, without doubles. */
export async function replaceTags(
  tx: ClipTx,
  clip: Pick<ClipRow, 'id' | 'space_id'>,
  tags: readonly { tag: string; folded: string }[],
): Promise<void> {
  await tx.deleteFrom('clip_tags').where('clip_id', '=', clip.id).execute()
  if (tags.length === 0) return
  const rows = tags.map((tag) => ({ clip_id: clip.id, space_id: clip.space_id, ...tag }))
  await tx.insertInto('clip_tags').values(rows).execute()
}

/**
 * `read` of the policies as a condition. A guest's list also leaves out what cannot be watched yet: a half-sent
 * file says nothing to the public.
 */
function visible(eb: ExpressionBuilder<ClipTables, 'clips'>, viewer: Viewer, deletedAt: string | null) {
  if (deletedAt !== null) {
    const kept = eb.and([eb('deleted_at', 'is not', null), eb('purge_at', '>', deletedAt)])
    if (viewer.sees === 'all') return kept
    return eb.and([kept, eb('author_id', '=', viewer.sees === 'members' ? viewer.accountId : '')])
  }
  const there = eb('deleted_at', 'is', null)
  if (viewer.sees === 'all') return there
  if (viewer.sees === 'public')
    return eb.and([there, eb('visibility', '=', 'public'), eb('watchable', '=', 1)])
  return eb.and([
    there,
    eb.or([eb('visibility', 'in', ['public', 'members']), eb('clips.author_id', '=', viewer.accountId)]),
  ])
}
