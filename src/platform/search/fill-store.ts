import type { SearchFillTable, SearchReader, SearchTx } from './search-tables.ts'

export const readFills = (read: SearchReader): Promise<SearchFillTable[]> =>
  read.selectFrom('search_fills').selectAll().execute()

export async function keepFill(tx: SearchTx, { kind, after, done }: SearchFillTable): Promise<void> {
  await tx
    .insertInto('search_fills')
    .values({ kind, after, done })
    .onConflict((conflict) => conflict.column('kind').doUpdateSet({ after, done }))
    .execute()
}

/** Forgets how far every kind has come. */
export async function startFills(tx: SearchTx): Promise<void> {
  await tx.deleteFrom('search_fills').execute()
}

/** Objects of the index, newest first, from below a position: those that are indexed meanwhile come above it. */
export const entriesBelow = (
  read: SearchReader,
  kinds: readonly string[],
  position: number,
  limit: number,
): Promise<{ position: number; kind: string; id: string; spaceId: string }[]> =>
  read
    .selectFrom('search_entries')
    .select(['position', 'kind', 'id', 'space_id as spaceId'])
    .where('kind', 'in', kinds)
    .where('position', '<', position)
    .orderBy('position', 'desc')
    .limit(limit)
    .execute()

export async function countEntries(read: SearchReader, kinds: readonly string[]): Promise<number> {
  const row = await read
    .selectFrom('search_entries')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('kind', 'in', kinds)
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}
