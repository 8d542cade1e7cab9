import type { AnyTx } from '../db/db.ts'
import { toJson } from '../db/json.ts'
import type { SearchEntry } from './search.ts'
import type { SearchObject } from './search-index.ts'
import type { SearchEntryTable, SearchReader, SearchTx } from './search-tables.ts'

/** Everything but the position, which the database gives. */
export const entryRow = (entry: SearchEntry): Omit<SearchEntryTable, 'position'> => ({
  kind: entry.kind,
  id: entry.id,
  space_id: entry.spaceId,
  at: entry.at,
  author_id: entry.authorId,
  visibility: entry.visibility,
  archived: entry.archived ? 1 : 0,
  title: entry.title,
  tags: toJson([...entry.tags]),
  text: entry.text,
})

/** Takes the entry of an object away. Its position; null when there is none. */
export async function removeEntry(tx: AnyTx, { kind, id, spaceId }: SearchObject): Promise<number | null> {
  const gone = await (tx as SearchTx)
    .deleteFrom('search_entries')
    .where('kind', '=', kind)
    .where('id', '=', id)
    .where('space_id', '=', spaceId)
    .returning('position')
    .executeTakeFirst()
  return gone?.position ?? null
}

/** Those of these objects that have an entry. */
export async function knownEntries(
  read: SearchReader,
  spaceId: string,
  kind: string,
  ids: readonly string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await read
    .selectFrom('search_entries')
    .select('id')
    .where('kind', '=', kind)
    .where('id', 'in', ids)
    .where('space_id', '=', spaceId)
    .execute()
  return new Set(rows.map(({ id }) => id))
}
