import { sql, type Updateable } from 'kysely'
import type { AttachmentRow, AttachmentTable } from './attachment-tables.ts'
import type { NoteReader, NoteTx } from './note-store.ts'

export async function insertAttachment(tx: NoteTx, row: AttachmentRow): Promise<void> {
  await tx.insertInto('note_attachments').values(row).execute()
}

/** Also a removed one: for jobs, uploads and the nightly clean-up. */
export async function attachmentById(read: NoteReader, id: string): Promise<AttachmentRow | undefined> {
  return read.selectFrom('note_attachments').selectAll().where('id', '=', id).executeTakeFirst()
}

/** What hangs on a note, in the order it came. */
export async function attachmentsOf(read: NoteReader, noteId: string): Promise<AttachmentRow[]> {
  return read
    .selectFrom('note_attachments')
    .selectAll()
    .where('note_id', '=', noteId)
    .where('removed_at', 'is', null)
    .orderBy('id')
    .execute()
}

/** Everything that ever hung on a note and still has a row. */
export async function allAttachmentsOf(read: NoteReader, noteId: string): Promise<AttachmentRow[]> {
  return read.selectFrom('note_attachments').selectAll().where('note_id', '=', noteId).orderBy('id').execute()
}

/** Of each of these notes whether it has pictures (1) and other files (0). */
export async function attachmentKinds(
  read: NoteReader,
  noteIds: readonly string[],
): Promise<{ note_id: string; picture: 0 | 1 }[]> {
  return read
    .selectFrom('note_attachments')
    .select(['note_id', sql<0 | 1>`case when picture_type is null then 0 else 1 end`.as('picture')])
    .distinct()
    .where('note_id', 'in', noteIds)
    .where('removed_at', 'is', null)
    .where('state', '=', 'ready')
    .execute()
}

export async function updateAttachment(
  tx: NoteTx,
  id: string,
  changes: Updateable<AttachmentTable>,
): Promise<void> {
  await tx.updateTable('note_attachments').set(changes).where('id', '=', id).execute()
}

export async function deleteAttachmentRow(tx: NoteTx, id: string): Promise<void> {
  await tx.deleteFrom('note_attachments').where('id', '=', id).execute()
}

/** Bytes of the files of a space, those in the trash too: they are still here. */
export async function storedBytes(read: NoteReader, spaceId: string): Promise<number> {
  const row = await read
    .selectFrom('note_attachments')
    .select((eb) => eb.fn.sum('size').as('bytes'))
    .where('space_id', '=', spaceId)
    .where('original_key', 'is not', null)
    .executeTakeFirst()
  return Number(row?.bytes ?? 0)
}

/** Removed ones whose time is over. */
export async function purgeableAttachments(
  read: NoteReader,
  now: string,
  limit: number,
): Promise<AttachmentRow[]> {
  return read
    .selectFrom('note_attachments')
    .selectAll()
    .where('purge_at', 'is not', null)
    .where('purge_at', '<=', now)
    .orderBy('purge_at')
    .limit(limit)
    .execute()
}

/** Which of `keys` attachments name as their files. */
export async function ownedAttachmentKeys(read: NoteReader, keys: readonly string[]): Promise<Set<string>> {
  const owned = new Set<string>()
  for (let start = 0; start < keys.length; start += 200) {
    const some = new Set(keys.slice(start, start + 200))
    const ids = [...some].flatMap((key) => idIn.exec(key)?.[1] ?? [])
    if (ids.length === 0) continue
    const rows = await read
      .selectFrom('note_attachments')
      .select(['original_key', 'shown_key'])
      .where('id', 'in', ids)
      .execute()
    for (const { original_key: original, shown_key: shown } of rows)
      for (const key of [original, shown]) if (key !== null && some.has(key)) owned.add(key)
  }
  return owned
}

/** Files of an attachment stand in a folder of its id. */
const idIn = /\/([0-9a-f-]{36})\/[^/]+$/
