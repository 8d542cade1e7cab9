import type { Standing } from '#platform/auth/actor.ts'
import type { Db } from '#platform/db/db.ts'
import { fromJson } from '#platform/db/json.ts'
import type { Platform } from '#platform/platform.ts'
import type { Search, SearchEntry, SearchSource } from '#platform/search/search.ts'
import { searchViewer } from '#platform/search/search-viewer.ts'
import { foldLine } from '#platform/search/fold-text.ts'
import { type ClipFilter, type ListedClip, listClips } from './clip-list-store.ts'
import { clipKind } from './clip-news.ts'
import { clipIds, clipsById } from './clip-store.ts'
import type { ClipRow, ClipTables } from './clip-tables.ts'
import { newestComments } from './comment-store.ts'

/** Later comments push the first ones out of what is found of a clip. */
const mostComments = 1000

/** What the search index knows of clips; those in the trash are not found. */
export const clipSource = ({ db }: { db: Db<ClipTables> }): SearchSource => ({
  kind: clipKind,
  async read(ids) {
    const clips = await clipsById(db.read, ids)
    const there = clips.filter((clip) => clip.deleted_at === null)
    return Promise.all(
      there.map(async (clip) => entryOf(clip, await newestComments(db.read, clip.id, mostComments))),
    )
  },
  every: (after, limit) => clipIds(db.read, after, limit),
})

function entryOf(clip: ClipRow, comments: readonly string[]): SearchEntry {
  const text = [clip.description, ...comments].join('\n')
  const tags = fromJson(clip.tags)
  return {
    kind: clipKind,
    id: clip.id,
    spaceId: clip.space_id,
    title: clip.title,
    tags,
    text,
    authorId: clip.author_id,
    // What cannot be watched yet says nothing to the public, as in the list.
    visibility: clip.visibility === 'public' && clip.watchable === 0 ? 'members' : clip.visibility,
    archived: false,
    has: /https?:\/\//i.test(text) ? ['link'] : [],
    terms: [stateTerm(clip.state), ...tags.map((tag) => tagTerm(foldLine(tag) || tag))],
    at: clip.happened_at,
  }
}

type Ask = { text: string; filter: ClipFilter; limit: number; cursor: string | undefined }

/** One page of what a query finds within the filters of the list, best first. */
export async function findClips(
  { db, search }: Pick<Platform, 'search'> & { db: Db<ClipTables> },
  who: Standing,
  { text, filter, limit, cursor }: Ask,
): Promise<{ rows: ListedClip[]; nextCursor: string | null }> {
  const terms = [
    ...(filter.tag === null ? [] : [tagTerm(filter.tag)]),
    ...(filter.state === null ? [] : [stateTerm(filter.state)]),
  ]
  const span = { from: filter.from ?? undefined, to: filter.to ?? undefined }
  const ask = {
    spaceId: who.space.id,
    viewer: searchViewer(who),
    text,
    kinds: [clipKind],
    terms,
    limit,
    ...span,
  }
  for (let at = cursor; ;) {
    const { items, nextCursor } = await search.find({ ...ask, cursor: at })
    const rows = await listed(db, filter, items)
    // A page may hold less than asked for, as the index knows days and no hours; never nothing while there is more.
    if (rows.length > 0 || nextCursor === null) return { rows, nextCursor }
    at = nextCursor
  }
}

/** The clips of these hits in their order, as far as the list itself would show them. */
async function listed(
  db: Db<ClipTables>,
  filter: ClipFilter,
  hits: Awaited<ReturnType<Search['find']>>['items'],
): Promise<ListedClip[]> {
  if (hits.length === 0) return []
  const ids = hits.map((hit) => hit.id)
  const rows = await listClips(db.read, { ...filter, ids }, ids.length, null)
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

const stateTerm = (state: ClipRow['state']) => `state-${state}`
const tagTerm = (folded: string) => `tag-${folded}`
