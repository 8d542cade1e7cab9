import type { Db } from '../db/db.ts'

export type IdempotencyTables = {
  idempotency_keys: {
    id: string
    body_hash: string
    created_at: string
    status: number | null
    answer: string | null
  }
}
export type KeyRow = IdempotencyTables['idempotency_keys']

export const findKey = (db: Db<IdempotencyTables>, id: string): Promise<KeyRow | undefined> =>
  db.read.selectFrom('idempotency_keys').selectAll().where('id', '=', id).executeTakeFirst()

/** False when the key is taken already. */
export const reserveKey = (
  db: Db<IdempotencyTables>,
  row: Pick<KeyRow, 'id' | 'body_hash' | 'created_at'>,
): Promise<boolean> =>
  db.transact(async (tx) => {
    const done = await tx
      .insertInto('idempotency_keys')
      .values({ ...row, status: null, answer: null })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .executeTakeFirst()
    return Number(done.numInsertedOrUpdatedRows) > 0
  })

export const keepAnswer = (
  db: Db<IdempotencyTables>,
  id: string,
  status: number,
  answer: string,
): Promise<void> =>
  db.transact(async (tx) => {
    await tx.updateTable('idempotency_keys').set({ status, answer }).where('id', '=', id).execute()
  })

export const freeKey = (db: Db<IdempotencyTables>, id: string): Promise<void> =>
  db.transact(async (tx) => {
    await tx.deleteFrom('idempotency_keys').where('id', '=', id).execute()
  })

export const dropKeys = (db: Db<IdempotencyTables>, before: string): Promise<void> =>
  db.transact(async (tx) => {
    await tx.deleteFrom('idempotency_keys').where('created_at', '<', before).execute()
  })
