import { type Selectable, sql } from 'kysely'
import type { Viewer } from './note-policies.ts'
import { type NoteReader, noteTables } from './note-store.ts'
import type { NoteRow, NoteTable } from './note-tables.ts'

export type NoteFilter = {
  spaceId: string
  viewer: Viewer
  archived: boolean
  /** Folded. */
  tag: string | null
  authorId: string | null
  /** Ids between these two (both outside): what was made after and before a time. */
  after: string | null
  before: string | null
}
/** Where a page goes on: what the last note shown is sorted by. */
export type ListPlace = readonly [pinned: 0 | 1, updatedAt: string, id: string] | readonly [id: string]
export const listPlace = (filter: NoteFilter, last: ListedNote): ListPlace =>
  isByMade(filter) ? [last.id] : [last.pinned, last.updated_at, last.id]
export type TrashPlace = readonly [deletedAt: string, id: string]

/**
 * Notes as lists show them: pinned first, then the latest changed; of a time, the latest made. Each slice walks an index from `place` on.
 */
export async function listNotes(
  read: NoteReader,
  filter: NoteFilter,
  limit: number,
  place: ListPlace | null,
): Promise<ListedNote[]> {
  const list = filter.tag === null ? listSlice : listTaggedSlice
  const slices = slicesOf(filter).map((slice) => list(read, filter, slice, limit, place))
  const order = isByMade(filter) ? latestMade : byPlace
  return (await Promise.all(slices)).flat().toSorted(order).slice(0, limit)
}

/** The trash, latest deleted first: the asker's own notes, for admins all. */
export async function listTrash(
  read: NoteReader,
  filter: NoteFilter,
  limit: number,
  now: string,
  place: TrashPlace | null,
): Promise<ListedNote[]> {
  const { viewer, authorId } = filter
  const author = viewer.sees === 'all' ? authorId : viewer.accountId
  if (authorId !== null && author !== authorId) return []
  const found = await Promise.all(
    noteTables.map((table) => {
      let query = read
        .selectFrom(table)
        .select(listedColumns)
        .where('space_id', '=', filter.spaceId)
        .where('deleted_at', 'is not', null)
        // Not by the index of what is to be purged: nearly all of the trash is kept, and the list walks its own order.
        .where((eb) => eb(eb.fn.coalesce('purge_at', sql.lit('')), '>', now))
        .orderBy('deleted_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
      if (author !== null) query = query.where('author_id', '=', author)
      if (filter.after !== null) query = query.where('id', '>', filter.after)
      if (filter.before !== null) query = query.where('id', '<', filter.before)
      if (place !== null)
        query = query.where((eb) => eb(eb.refTuple('deleted_at', 'id'), '<', eb.tuple(place[0], place[1])))
      return query.execute()
    }),
  )
  const latest = (a: ListedNote, b: ListedNote) =>
    compare(b.deleted_at!, a.deleted_at!) || compare(b.id, a.id)
  return found.flat().toSorted(latest).slice(0, limit)
}

/** Notes of these ids as lists show them, in no order. */
export async function listedNotes(read: NoteReader, ids: readonly string[]): Promise<ListedNote[]> {
  if (ids.length === 0) return []
  const found = await Promise.all(
    noteTables.map((table) => read.selectFrom(table).select(listedColumns).where('id', 'in', ids).execute()),
  )
  return found.flat()
}

export type ListedNote = Pick<Selectable<NoteTable>, (typeof listedColumns)[number]>
const listedColumns = [
  'id',
  'space_id',
  'author_id',
  'title',
  'excerpt',
  'tags',
  'pinned',
  'visibility',
  'archived_at',
  'deleted_at',
  'created_at',
  'updated_at',
  'version',
] as const

/**
 * What a viewer sees, as parts that each stand together in an index: everybody's notes for members, and private ones, of one author or
 * of all.
 */
type Slice = { visibility: NoteRow['visibility']; authorId: string | null }

function slicesOf({ viewer, authorId }: NoteFilter): Slice[] {
  const shared: Slice = { visibility: 'members', authorId }
  if (viewer.sees === 'all') return [shared, { visibility: 'private', authorId }]
  const own: Slice = { visibility: 'private', authorId: viewer.accountId }
  return authorId === null || authorId === viewer.accountId ? [shared, own] : [shared]
}

/** What was made in a time stands together by its id, and anywhere among what was changed. */
const isByMade = ({ after, before }: NoteFilter) => (after ?? before) !== null

function listSlice(
  read: NoteReader,
  filter: NoteFilter,
  slice: Slice,
  limit: number,
  place: ListPlace | null,
): Promise<ListedNote[]> {
  let query = read
    .selectFrom(filter.archived ? 'archived_notes' : 'notes')
    .select(listedColumns)
    .where('space_id', '=', filter.spaceId)
    .where('visibility', '=', slice.visibility)
    .where('deleted_at', 'is', null)
    .limit(limit)
  if (slice.authorId !== null) query = query.where('author_id', '=', slice.authorId)
  if (isByMade(filter)) {
    const { after, before } = spanOf(filter, place)
    if (after !== null) query = query.where('id', '>', after)
    if (before !== null) query = query.where('id', '<', before)
    return query.orderBy('id', 'desc').execute()
  }
  if (place?.length === 3) {
    // PostgreSQL guesses by the first column of a place alone: behind the pinned ones it would expect no rows, and sort.
    const [pinned, updatedAt, id] = place
    query =
      pinned === 1
        ? query.where((eb) => eb(eb.refTuple('pinned', 'updated_at', 'id'), '<', eb.tuple(...place)))
        : query
            .where('pinned', '=', 0)
            .where((eb) => eb(eb.refTuple('updated_at', 'id'), '<', eb.tuple(updatedAt, id)))
  }
  return query.orderBy('pinned', 'desc').orderBy('updated_at', 'desc').orderBy('id', 'desc').execute()
}

/** The same walk through the tag's own index. */
async function listTaggedSlice(
  read: NoteReader,
  filter: NoteFilter,
  slice: Slice,
  limit: number,
  place: ListPlace | null,
): Promise<ListedNote[]> {
  let query = read
    .selectFrom('note_tags')
    .select('note_id')
    .where('space_id', '=', filter.spaceId)
    .where('shelf', '=', filter.archived ? 'archive' : 'desk')
    .where('folded', '=', filter.tag!)
    .where('visibility', '=', slice.visibility)
    .limit(limit)
  if (slice.authorId !== null) query = query.where('author_id', '=', slice.authorId)
  if (isByMade(filter)) {
    const { after, before } = spanOf(filter, place)
    if (after !== null) query = query.where('note_id', '>', after)
    if (before !== null) query = query.where('note_id', '<', before)
    query = query.orderBy('note_id', 'desc')
  } else {
    if (place?.length === 3) {
      const [pinned, updatedAt, id] = place
      query =
        pinned === 1
          ? query.where((eb) => eb(eb.refTuple('pinned', 'updated_at', 'note_id'), '<', eb.tuple(...place)))
          : query
              .where('pinned', '=', 0)
              .where((eb) => eb(eb.refTuple('updated_at', 'note_id'), '<', eb.tuple(updatedAt, id)))
    }
    query = query.orderBy('pinned', 'desc').orderBy('updated_at', 'desc').orderBy('note_id', 'desc')
  }
  const rows = await query.execute()
  return listedNotes(
    read,
    rows.map((row) => row.note_id),
  )
}

/** The ids that a page looks between: a later page begins below its place. */
function spanOf(
  { after, before }: NoteFilter,
  place: ListPlace | null,
): Pick<NoteFilter, 'after' | 'before'> {
  return { after, before: place?.length === 1 ? place[0] : before }
}

const latestMade = (a: ListedNote, b: ListedNote) => compare(b.id, a.id)
const byPlace = (a: ListedNote, b: ListedNote) =>
  b.pinned - a.pinned || compare(b.updated_at, a.updated_at) || compare(b.id, a.id)
const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b))
