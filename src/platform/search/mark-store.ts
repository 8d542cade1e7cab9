import { newId } from '../ids.ts'
import type { SearchObject } from './search-index.ts'
import type { SearchDb, SearchMark, SearchReader, SearchTx } from './search-tables.ts'

/** Marks an object that has changed. */
export async function mark(tx: SearchTx, { kind, id, spaceId }: SearchObject, now: number): Promise<void> {
  const stamp = newId(now)
  await tx
    .insertInto('search_marks')
    .values({ kind, id, space_id: spaceId, stamp, filling: 0 })
    .onConflict((conflict) => conflict.columns(['kind', 'id', 'space_id']).doUpdateSet({ stamp, filling: 0 }))
    .execute()
}

/** Marks of a rebuild: in the order in which the objects were made, unless they are marked anyway. */
export async function markAll(tx: SearchTx, objects: readonly SearchObject[]): Promise<void> {
  await tx
    .insertInto('search_marks')
    .values(
      objects.map(({ kind, id, spaceId }) => ({
        kind,
        id,
        space_id: spaceId,
        stamp: `${id}.${newId()}`,
        filling: 1 as const,
      })),
    )
    .onConflict((conflict) => conflict.columns(['kind', 'id', 'space_id']).doNothing())
    .execute()
}

/** The oldest marks of changes, or of a rebuild; not those after `until`. */
export function nextMarks(
  read: SearchReader,
  kinds: readonly string[],
  { filling, limit, until }: { filling: 0 | 1; limit: number; until?: string },
): Promise<SearchMark[]> {
  let marks = read
    .selectFrom('search_marks')
    .selectAll()
    .where('filling', '=', filling)
    .where('kind', 'in', kinds)
    .orderBy('stamp')
    .limit(limit)
  if (until !== undefined) marks = marks.where('stamp', '<=', until)
  return marks.execute()
}

/** The stamp of the newest mark, null when there is none. */
export async function newestStamp(
  read: SearchReader,
  kinds: readonly string[],
  filling: 0 | 1,
): Promise<string | null> {
  const row = await read
    .selectFrom('search_marks')
    .select('stamp')
    .where('filling', '=', filling)
    .where('kind', 'in', kinds)
    .orderBy('stamp', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.stamp ?? null
}

/** Takes a mark away; false when the object was marked again, or somebody else has indexed it. */
export async function takeMark(tx: SearchTx, { kind, id, space_id, stamp }: SearchMark): Promise<boolean> {
  const done = await tx
    .deleteFrom('search_marks')
    .where('kind', '=', kind)
    .where('id', '=', id)
    .where('space_id', '=', space_id)
    .where('stamp', '=', stamp)
    .executeTakeFirst()
  return done.numDeletedRows > 0n
}

/** Puts a mark behind all that are there now, unless it is a new one. */
export const postponeMark = (db: SearchDb, { kind, id, space_id, stamp }: SearchMark, now: number) =>
  db.transact((tx) =>
    tx
      .updateTable('search_marks')
      .set({ stamp: newId(now + 1), filling: 0 })
      .where('kind', '=', kind)
      .where('id', '=', id)
      .where('space_id', '=', space_id)
      .where('stamp', '=', stamp)
      .execute(),
  )

/** Which of these objects of a space are marked: what the index says of them may be old. */
export async function markedAmong(
  read: SearchReader,
  spaceId: string,
  objects: readonly { kind: string; id: string }[],
): Promise<Set<string>> {
  if (objects.length === 0) return new Set()
  const rows = await read
    .selectFrom('search_marks')
    .select(['kind', 'id'])
    .where('space_id', '=', spaceId)
    .where('kind', 'in', [...new Set(objects.map(({ kind }) => kind))])
    .where('id', 'in', [...new Set(objects.map(({ id }) => id))])
    .execute()
  return new Set(rows.map(objectKey))
}

export const objectKey = ({ kind, id }: { kind: string; id: string }): string => `${kind} ${id}`
