import type { AnyTx, Db, Tx } from '../db/db.ts'

export type IdempotencyTables = {
  idempotency_keys: {
    /** Hash of account, route and key. */
    id: string
    body_hash: string
    created_at: string
    /** JSON; null until it is known, `lost` when it never will be. */
    answer: string | null
  }
}
export type KeyRow = IdempotencyTables['idempotency_keys']

export const findKey = (db: Db<IdempotencyTables>, id: string): Promise<KeyRow | undefined> =>
  db.read.selectFrom('idempotency_keys').selectAll().where('id', '=', id).executeTakeFirst()

/** False when the key is taken since `since`; an older one counts no more. */
export async function takeKey(
  anyTx: AnyTx,
  row: Pick<KeyRow, 'id' | 'body_hash' | 'created_at'>,
  since: string,
): Promise<boolean> {
  const tx = anyTx as Tx<IdempotencyTables>
  await tx.deleteFrom('idempotency_keys').where('id', '=', row.id).where('created_at', '<', since).execute()
  const done = await tx
    .insertInto('idempotency_keys')
    .values({ ...row, answer: null })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst()
  return Number(done.numInsertedOrUpdatedRows) > 0
}

export const keepAnswer = (db: Db<IdempotencyTables>, id: string, answer: string): Promise<void> =>
  db.transact(async (tx) => {
    await tx.updateTable('idempotency_keys').set({ answer }).where('id', '=', id).execute()
  })

/** Not JSON, so no answer. */
export const lost = 'lost'

/** Leaves an answer that is there as it is. */
export const loseAnswer = (db: Db<IdempotencyTables>, id: string): Promise<void> =>
  db.transact(async (tx) => {
    await tx
      .updateTable('idempotency_keys')
      .set({ answer: lost })
      .where('id', '=', id)
      .where('answer', 'is', null)
      .execute()
  })

export const dropKeys = (db: Db<IdempotencyTables>, before: string): Promise<void> =>
  db.transact(async (tx) => {
    await tx.deleteFrom('idempotency_keys').where('created_at', '<', before).execute()
  })
