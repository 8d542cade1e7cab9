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

export async function countEntries(read: SearchReader, kinds: readonly string[]): Promise<number> {
  const row = await read
    .selectFrom('search_entries')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('kind', 'in', kinds)
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}
