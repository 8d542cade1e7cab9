import type { Reader, Tx } from '../db/db.ts'
import type { UploadLockRow, UploadLockTables } from './upload-lock-tables.ts'

type Read = Reader<UploadLockTables>
type Write = Tx<UploadLockTables>
export type Taker = { id: string; holder: string; time: string }

/** The epoch of the new holder; null when somebody holds it. */
export async function takeFreeLock(tx: Write, { id, holder, time }: Taker): Promise<number | null> {
  const row = { upload_id: id, holder, epoch: 1, beat: 0, wanted: 0, taken_at: time } as const
  const taken = await tx
    .insertInto('upload_locks')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .column('upload_id')
        .doUpdateSet((old) => ({
          holder,
          epoch: old('upload_locks.epoch', '+', 1),
          beat: 0,
          wanted: 0,
          taken_at: time,
        }))
        .where('upload_locks.holder', 'is', null),
    )
    .returning('epoch')
    .executeTakeFirst()
  return taken?.epoch ?? null
}

/** Takes it from a holder that is no more; null when that one has beaten or let go since it was `seen`. */
export async function takeLockFrom(
  tx: Write,
  seen: UploadLockRow,
  { holder, time }: Taker,
): Promise<number | null> {
  const taken = await tx
    .updateTable('upload_locks')
    .set({ holder, epoch: seen.epoch + 1, beat: 0, wanted: 0, taken_at: time })
    .where('upload_id', '=', seen.upload_id)
    .where('epoch', '=', seen.epoch)
    .where('beat', '=', seen.beat)
    .where('holder', '=', seen.holder)
    .returning('epoch')
    .executeTakeFirst()
  return taken?.epoch ?? null
}

export const findLock = async (read: Read, id: string): Promise<UploadLockRow | null> =>
  (await read.selectFrom('upload_locks').selectAll().where('upload_id', '=', id).executeTakeFirst()) ?? null

export const wantLock = (tx: Write, { upload_id, epoch }: UploadLockRow) =>
  tx
    .updateTable('upload_locks')
    .set({ wanted: 1 })
    .where('upload_id', '=', upload_id)
    .where('epoch', '=', epoch)
    .execute()

/** Beats for all that this process holds; resolves with those it still has. */
export const beatLocks = (
  tx: Write,
  holder: string,
  ids: readonly string[],
): Promise<Pick<UploadLockRow, 'upload_id' | 'epoch' | 'wanted'>[]> =>
  tx
    .updateTable('upload_locks')
    .set((row) => ({ beat: row('beat', '+', 1) }))
    .where('holder', '=', holder)
    .where('upload_id', 'in', ids)
    .returning(['upload_id', 'epoch', 'wanted'])
    .execute()

export const releaseLock = (tx: Write, lock: { id: string; holder: string; epoch: number }) =>
  tx
    .updateTable('upload_locks')
    .set({ holder: null })
    .where('upload_id', '=', lock.id)
    .where('holder', '=', lock.holder)
    .where('epoch', '=', lock.epoch)
    .execute()

/** Those of uploads that have long run out. */
export const forgetLocks = (tx: Write, before: string) =>
  tx.deleteFrom('upload_locks').where('taken_at', '<', before).execute()
