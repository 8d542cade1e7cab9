import { type ExpressionBuilder, sql } from 'kysely'
import type { Viewer } from './clip-policies.ts'
import type { ClipReader } from './clip-store.ts'
import type { ClipRow, ClipTables } from './clip-tables.ts'

export type ClipFilter = {
  spaceId: string
  viewer: Viewer
  /** Only these, when given. */
  ids: readonly string[] | null
  /** LIKE patterns over folded text; a clip must match all. For the trash, which is not in the search index. */
  patterns: readonly string[]
  /** Folded. */
  tag: string | null
  from: string | null
  to: string | null
  state: ClipRow['state'] | null
  /** The trash instead of the list: what can still be brought back at this time. */
  deletedAt: string | null
}

/** Where a page goes on: what the last clip shown is sorted by. */
export type ClipPlace = readonly [id: string] | readonly [happenedAt: string, id: string]
export const clipPlace = (filter: ClipFilter, last: ListedClip): ClipPlace =>
  isByTime(filter) ? [last.happened_at, last.id] : [last.id]

/** Newest first; between two times, latest happened first. Goes on after `place` when given. Walks an index in its order. */
export async function listClips(
  read: ClipReader,
  filter: ClipFilter,
  limit: number,
  place: ClipPlace | null,
): Promise<ListedClip[]> {
  let query = read
    .selectFrom('clips')
    .select(listedColumns)
    .where('clips.space_id', '=', filter.spaceId)
    .where((eb) => visible(eb, filter.viewer, filter.deletedAt))
    .limit(limit)
  if (filter.ids !== null) query = query.where('clips.id', 'in', filter.ids)
  const { tag } = filter
  const { id, time, state } = placesOf(tag)
  if (filter.from !== null) query = query.where(time, '>=', filter.from)
  if (filter.to !== null) query = query.where(time, '<=', filter.to)
  if (filter.state !== null) query = query.where(state, '=', filter.state)
  if (tag !== null)
    query = query.innerJoin('clip_tags', (join) =>
      join
        .onRef('clip_tags.clip_id', '=', 'clips.id')
        .on('clip_tags.space_id', '=', filter.spaceId)
        .on('folded', '=', tag),
    ) as unknown as typeof query
  for (const pattern of filter.patterns) query = query.where((eb) => holds(eb, pattern))
  if (!isByTime(filter)) {
    if (place) query = query.where(id, '<', place[0])
    return query.orderBy(id, 'desc').execute()
  }
  const [happenedAt, last] = (place ?? []) as string[]
  if (last !== undefined)
    query = query.where((eb) => eb(eb.refTuple(time, id), '<', eb.tuple(happenedAt!, last)))
  return query.orderBy(time, 'desc').orderBy(id, 'desc').execute()
}

/** What a list is filtered and sorted by. A tag knows it of its clips, so that its own indexes are in the order of the list. */
function placesOf(tag: string | null) {
  const ofClips = { id: 'clips.id', time: 'happened_at', state: 'state' } as const
  const ofTags = { id: 'clip_tags.clip_id', time: 'clip_happened_at', state: 'clip_state' } as const
  return (tag === null ? ofClips : ofTags) as typeof ofClips
}

const isByTime = ({ from, to, deletedAt }: ClipFilter) => deletedAt === null && (from ?? to) !== null

/** Whether the clip or one of its comments has the pattern. */
const holds = (eb: ExpressionBuilder<ClipTables, 'clips'>, pattern: string) =>
  eb.or([
    sql<boolean>`${eb.ref('clips.search_text')} like ${pattern} escape '\\'`,
    eb.exists(
      eb
        .selectFrom('clip_comments')
        .select('clip_comments.id')
        .whereRef('clip_comments.clip_id', '=', 'clips.id')
        .where((c) => sql<boolean>`${c.ref('clip_comments.search_text')} like ${pattern} escape '\\'`),
    ),
  ])

export type ListedClip = Pick<ClipRow, 'id' | Exclude<(typeof listedColumns)[number], 'clips.id'>>
const listedColumns = [
  'clips.id',
  'author_id',
  'title',
  'visibility',
  'tags',
  'recorded_at',
  'happened_at',
  'created_at',
  'deleted_at',
  'state',
  'percent',
  'stage',
  'seconds_left',
  'duration_seconds',
  'poster_key',
  'pictures_folder',
  'access_version',
  'comment_count',
] as const

/** Whether the list of a member shows more than the others': it has private clips. */
export async function hasPrivateClips(read: ClipReader, spaceId: string, authorId: string): Promise<boolean> {
  const row = await read
    .selectFrom('clips')
    .select('id')
    .where('space_id', '=', spaceId)
    .where('author_id', '=', authorId)
    .where('visibility', '=', 'private')
    .where('deleted_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/**
 * `read` of the policies as a condition. A guest's list also leaves out what cannot be watched yet: a half-sent
 * file says nothing to the public.
 */
function visible(eb: ExpressionBuilder<ClipTables, 'clips'>, viewer: Viewer, deletedAt: string | null) {
  if (deletedAt !== null) {
    // Not by the index of what is to be purged: nearly all of the trash is kept, and the list walks its own order.
    const purgeAt = eb.fn.coalesce('purge_at', sql.lit(''))
    const kept = eb.and([eb('deleted_at', 'is not', null), eb(purgeAt, '>', deletedAt)])
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
