import { dirname } from 'node:path'
import type { Standing } from '#platform/auth/actor.ts'
import { allow } from '#platform/auth/policy.ts'
import type { AnyTx, Db } from '#platform/db/db.ts'
import { Fault } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'
import type { Platform } from '#platform/platform.ts'
import { uploadFolder } from '#platform/storage/storage.ts'
import type { Attachment, NewAttachment } from '../contract/note.ts'
import { purgeAttachments, readPictureOf } from './attachment-jobs.ts'
import * as store from './attachment-store.ts'
import type { AttachmentRow } from './attachment-tables.ts'
import type { NoteTables } from './note-tables.ts'
import { notePath, viewAttachment } from './attachment-view.ts'
import { safeName } from './file-names.ts'
import { noteDoorKey, type NoteNews } from './note-news.ts'
import { notePolicies } from './note-policies.ts'
import { findNote, noteById, type NoteTx } from './note-store.ts'
import type { NoteRow } from './note-tables.ts'

/** The bytes of a removed attachment stay as long as a note in the trash: earlier revisions show it until then. */
const keptSeconds = 30 * 24 * 3600
export const mostAttachments = 500

type Needs = Pick<Platform, 'queue' | 'uploads' | 'storage' | 'clock' | 'signedPaths' | 'cache'> & {
  db: Db<NoteTables>
  news: NoteNews
}
export type Attachments = ReturnType<typeof openAttachments>

/** The rules of what hangs on notes. Who may edit a note may hang things on it and take them off. */
export function openAttachments(needs: Needs) {
  const { db, queue, uploads, storage, clock, signedPaths, cache, news } = needs
  const rules = {
    /** A row and its upload, both or neither. Throws what `uploads.create` throws when there is no room. */
    async create(who: Standing, noteId: string, input: NewAttachment): Promise<AttachmentRow> {
      const id = newId(clock.now())
      const name = safeName(input.name, 'file')
      return db.transact(async (tx) => {
        const note = editable(who, await findNote(tx, who.space.id, noteId))
        if ((await store.attachmentsOf(tx, note.id)).length >= mostAttachments)
          throw new Fault(
            'conflict',
            'too-many-attachments',
            `A note takes ${mostAttachments} files at most.`,
          )
        const upload = await uploads.create(tx, {
          owner: 'notes',
          subjectId: id,
          spaceId: note.space_id,
          accountId: who.accountId!,
          name,
          size: input.size,
          type: input.type,
          folder: uploadFolder(id),
        })
        const row: AttachmentRow = {
          ...freshAttachment({ id, note, name, size: input.size, type: input.type }),
          account_id: who.accountId!,
          state: 'uploading',
          upload_url: upload.url,
          created_at: clock.iso(),
        }
        await store.insertAttachment(tx, row)
        await changed(tx, note)
        return row
      })
    },

    async find(who: Standing, noteId: string, id: string): Promise<Attachment> {
      const note = allow(notePolicies, 'read', who, await findNote(db.read, who.space.id, noteId))
      const row = there(note, await store.attachmentById(db.read, id))
      return viewAttachment(row, notePath(signedPaths, note), await offsetOf(who, row))
    },

    /** What hangs on a note that `who` may read. */
    async of(who: Standing, note: NoteRow): Promise<Attachment[]> {
      const path = notePath(signedPaths, note)
      const rows = await store.attachmentsOf(db.read, note.id)
      return Promise.all(rows.map(async (row) => viewAttachment(row, path, await offsetOf(who, row))))
    },

    /** What search filters these notes by, beyond what their bodies say. */
    async features(noteIds: readonly string[]): Promise<Map<string, ('image' | 'file')[]>> {
      const found = new Map<string, ('image' | 'file')[]>()
      for (const { note_id: id, picture } of await store.attachmentKinds(db.read, noteIds))
        found.set(id, [...(found.get(id) ?? []), picture === 1 ? 'image' : 'file'])
      return found
    },

    /** Off its note at once; its bytes go in 30 days, those of an upload under way now. */
    async remove(who: Standing, noteId: string, id: string): Promise<void> {
      await db.transact(async (tx) => {
        const note = editable(who, await findNote(tx, who.space.id, noteId))
        const row = there(note, await store.attachmentById(tx, id))
        if (row.state === 'uploading') {
          await uploads.abandon(tx, id)
          await store.deleteAttachmentRow(tx, id)
        } else
          await store.updateAttachment(tx, id, {
            removed_at: clock.iso(),
            purge_at: clock.iso(keptSeconds),
          })
        await changed(tx, note)
      })
    },

    /** The last byte is in. What may be a picture is looked at before it is shown to anyone. */
    async arrived(anyTx: AnyTx, upload: { subjectId: string; key: string; size: number }): Promise<void> {
      const tx = anyTx as NoteTx
      const row = await store.attachmentById(tx, upload.subjectId)
      if (!row) throw new Error(`upload of an attachment that is gone: ${upload.subjectId}`)
      const look = mayBePicture(row)
      await store.updateAttachment(tx, row.id, {
        state: look ? 'reading' : 'ready',
        original_key: upload.key,
        size: upload.size,
        upload_url: null,
      })
      if (look) await rules.look(tx, row)
      await tell(tx, row.note_id)
    },

    async look(tx: AnyTx, row: Pick<AttachmentRow, 'id' | 'space_id'>): Promise<void> {
      await queue.add(
        tx,
        readPictureOf,
        { attachmentId: row.id },
        { spaceId: row.space_id, subjectId: row.id },
      )
    },

    /** Nobody sends the rest of an announced file any more. */
    async expired(anyTx: AnyTx, { subjectId }: { subjectId: string }): Promise<void> {
      const tx = anyTx as NoteTx
      const row = await store.attachmentById(tx, subjectId)
      if (row?.state !== 'uploading') return
      await store.deleteAttachmentRow(tx, row.id)
      await tell(tx, row.note_id)
    },

    /**
     * The end of looking at a file: a picture, with what is shown of it, or null for anything else. False when no row names what is
     * shown: it is the caller's to remove.
     */
    async looked(
      tx: NoteTx,
      id: string,
      picture: { type: string; shownKey: string | null } | null,
    ): Promise<boolean> {
      const row = await store.attachmentById(tx, id)
      if (!row || (row.purge_at !== null && row.purge_at <= clock.iso())) return false
      if (row.state !== 'reading') return row.shown_key === (picture?.shownKey ?? null)
      await store.updateAttachment(tx, id, {
        state: 'ready',
        picture_type: picture?.type ?? null,
        shown_key: picture?.shownKey ?? null,
      })
      await tell(tx, row.note_id)
      return true
    },

    /** With a note that goes for good: open uploads end, bytes go by a job that its transaction brings. */
    async erase(anyTx: AnyTx, noteId: string): Promise<void> {
      const tx = anyTx as NoteTx
      const rows = await store.allAttachmentsOf(tx, noteId)
      for (const row of rows) {
        if (row.state === 'uploading') {
          await uploads.abandon(tx, row.id)
          await store.deleteAttachmentRow(tx, row.id)
        } else await store.updateAttachment(tx, row.id, { removed_at: clock.iso(), purge_at: clock.iso() })
      }
      if (rows.length > 0) await queue.add(tx, purgeAttachments, {}, { uniqueKey: noteId })
    },

    async removeBytes(row: Pick<AttachmentRow, 'original_key'>): Promise<void> {
      if (row.original_key !== null) await storage.deleteAll(dirname(row.original_key))
    },
  }

  const tell = async (tx: NoteTx, noteId: string) => {
    const note = await noteById(tx, noteId)
    if (note) await changed(tx, note)
  }
  const changed = async (tx: AnyTx, note: NoteRow) => {
    await news.changed(tx, note, note)
    tx.afterCommit(() => cache.drop(noteDoorKey(note.id)))
  }
  const offsetOf = async (who: Standing, row: AttachmentRow) =>
    row.state === 'uploading' && row.account_id === who.accountId
      ? ((await uploads.offset(row.id)) ?? 0)
      : null

  return rules
}

/** An attachment whose bytes are not there yet. */
export function freshAttachment(from: {
  id: string
  note: Pick<NoteRow, 'id' | 'space_id'>
  name: string
  size: number
  type: string
}) {
  return {
    id: from.id,
    space_id: from.note.space_id,
    note_id: from.note.id,
    name: from.name,
    size: from.size,
    type: from.type,
    original_key: null,
    picture_type: null,
    shown_key: null,
    removed_at: null,
    purge_at: null,
  }
}

/** Whether anything about it says picture; its bytes decide. */
export const mayBePicture = ({ name, type }: Pick<AttachmentRow, 'name' | 'type'>): boolean =>
  type.startsWith('image/') || /\.(png|jpe?g|webp|gif|avif)$/i.test(name)

function editable(who: Standing, found: NoteRow | undefined): NoteRow {
  const note = allow(notePolicies, 'edit', who, found)
  if (note.deleted_at !== null)
    throw new Fault('conflict', 'deleted', 'This note is in the trash. Bring it back first.')
  return note
}

function there(note: NoteRow, row: AttachmentRow | undefined): AttachmentRow {
  if (row?.note_id !== note.id || row.removed_at !== null)
    throw new Fault('missing', 'not-found', 'There is nothing here, or it is not for you.')
  return row
}
