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
  if (filter.ids !== null) query = query.where('id', 'in', filter.ids)
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
  'pictures_folder',
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
