import type { Standing } from '#platform/auth/actor.ts'
import type { Db } from '#platform/db/db.ts'
import { pageOf } from '#platform/http/cursors.ts'
import { foldLine } from '#platform/search/fold-text.ts'
import type { QueryOf } from '../../../contract/route.ts'
import type { Page } from '../../../contract/shapes.ts'
import { isoOf } from '#platform/instant.ts'
import type { Platform } from '#platform/platform.ts'
import type { ClipSummary } from '../contract/clip.ts'
import type { listClips as listContract } from '../contract/footage-routes.ts'
import { viewerOf } from './clip-policies.ts'
import { type ClipFilter, type ClipPlace, clipPlace, listClips } from './clip-list-store.ts'
import type { ClipReader } from './clip-store.ts'
import type { ClipTables } from './clip-tables.ts'
import { viewSummary } from './clip-view.ts'
import { findClips } from './clip-search.ts'
import { likePatterns } from './like-patterns.ts'

type Needs = Pick<Platform, 'accounts' | 'clock' | 'cursors' | 'search' | 'signedPaths'> & {
  db: Db<ClipTables>
}
export type ClipQuery = QueryOf<typeof listContract>

/**
 * One page of the clips that someone may see: one query for rows, one look for names. What is searched for comes best first; in the trash,
 * which is not in the search index, newest first.
 */
export async function readClipPage(
  needs: Needs,
  who: Standing,
  query: ClipQuery,
  read: ClipReader = needs.db.replica,
): Promise<Page<ClipSummary>> {
  const { accounts, clock, cursors, signedPaths } = needs
  const filter = filterOf(who, query, clock.iso())
  if (query.q?.trim() && !query.deleted) return searchClipPage(needs, who, query, filter)
  const { viewer: _, deletedAt, ...narrowing } = filter
  const list = `clips:${JSON.stringify({ ...narrowing, deleted: deletedAt !== null })}`
  const place = query.cursor === undefined ? null : cursors.decode(list, query.cursor)
  const limit = query.limit ?? 20
  const rows = await listClips(read, filter, limit + 1, place as ClipPlace | null)
  const people = await accounts.people([...new Set(rows.map((row) => row.author_id))])
  return pageOf(
    rows,
    limit,
    (row) => viewSummary(row, people, signedPaths),
    (last) => cursors.encode(list, clipPlace(filter, last)),
  )
}

async function searchClipPage(
  needs: Needs,
  who: Standing,
  { q = '', limit = 20, cursor }: ClipQuery,
  filter: ClipFilter,
): Promise<Page<ClipSummary>> {
  const { rows, nextCursor } = await findClips(needs, who, { text: q, filter, limit, cursor })
  const people = await needs.accounts.people([...new Set(rows.map((row) => row.author_id))])
  return { items: rows.map((row) => viewSummary(row, people, needs.signedPaths)), nextCursor }
}

function filterOf(who: Standing, query: ClipQuery, now: string): ClipFilter {
  return {
    spaceId: who.space.id,
    viewer: viewerOf(who),
    ids: null,
    patterns: query.deleted ? likePatterns(query.q ?? '') : [],
    tag: query.tag === undefined ? null : foldLine(query.tag) || query.tag,
    from: query.from === undefined ? null : isoOf(query.from),
    to: query.to === undefined ? null : isoOf(query.to),
    state: query.state ?? null,
    deletedAt: query.deleted ? now : null,
  }
}
