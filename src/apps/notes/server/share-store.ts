import type { ShareRow } from './share-tables.ts'
import type { NoteReader, NoteTx } from './note-store.ts'

export async function insertShare(tx: NoteTx, row: ShareRow): Promise<void> {
  await tx.insertInto('note_shares').values(row).execute()
}

export async function shareById(read: NoteReader, id: string): Promise<ShareRow | undefined> {
  return read.selectFrom('note_shares').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function shareByToken(read: NoteReader, tokenHash: string): Promise<ShareRow | undefined> {
  return read.selectFrom('note_shares').selectAll().where('token_hash', '=', tokenHash).executeTakeFirst()
}

/** Links of a note that have not run out, latest first. */
export async function sharesOf(
  read: NoteReader,
  noteId: string,
  now: string,
  limit: number,
): Promise<ShareRow[]> {
  return read
    .selectFrom('note_shares')
    .selectAll()
    .where('note_id', '=', noteId)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

export async function deleteShareRow(tx: NoteTx, id: string): Promise<void> {
  await tx.deleteFrom('note_shares').where('id', '=', id).execute()
}

export async function deleteSharesOf(tx: NoteTx, noteId: string): Promise<void> {
  await tx.deleteFrom('note_shares').where('note_id', '=', noteId).execute()
}
