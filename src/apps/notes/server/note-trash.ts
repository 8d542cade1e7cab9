import type { Standing } from '#platform/auth/actor.ts'
import { allow } from '#platform/auth/policy.ts'
import type { Db } from '#platform/db/db.ts'
import type { Platform } from '#platform/platform.ts'
import { noteActions, ofNote } from './note-audit.ts'
import type { NoteNews } from './note-news.ts'
import type { NoteParts } from './note-parts.ts'
import { notePolicies } from './note-policies.ts'
import { deleteNoteRows, findNote, type NoteTx, updateNote } from './note-store.ts'
import { placeTags } from './note-tag-store.ts'
import type { NoteRow, NoteTables } from './note-tables.ts'

/** A deleted note can be brought back for this long. */
const trashSeconds = 30 * 24 * 3600

type Needs = Pick<Platform, 'audit' | 'clock'> & { db: Db<NoteTables>; news: NoteNews; parts: NoteParts }
export type NoteTrash = ReturnType<typeof openNoteTrash>

/** The rules of the trash. Many notes go or come back together: all of them or none. */
export function openNoteTrash({ db, audit, clock, news, parts }: Needs) {
  const trash = {
    /** Into the trash. How many were not there already. */
    async remove(who: Standing, ids: readonly string[]): Promise<number> {
      return db.transact(async (tx) => {
        let count = 0
        for (const id of ids) {
          const note = allow(notePolicies, 'delete', who, await findNote(tx, who.space.id, id))
          if (note.deleted_at !== null) continue
          await put(tx, note, { deleted_at: clock.iso(), purge_at: clock.iso(trashSeconds) })
          await audit.record(tx, noteActions.deleted, ofNote(note))
          count += 1
        }
        return count
      })
    },

    /** Out of the trash, as they were. How many were in it. */
    async restore(who: Standing, ids: readonly string[]): Promise<number> {
      return db.transact(async (tx) => {
        let count = 0
        for (const id of ids) {
          const note = allow(notePolicies, 'restore', who, await findNote(tx, who.space.id, id))
          if (note.deleted_at === null) continue
          await put(tx, note, { deleted_at: null, purge_at: null })
          await audit.record(tx, noteActions.restored, ofNote(note))
          count += 1
        }
        return count
      })
    },

    /** Gone at once and for good, in the trash or not. */
    async removeForever(who: Standing, id: string): Promise<void> {
      await db.transact(async (tx) =>
        trash.erase(tx, allow(notePolicies, 'delete', who, await findNote(tx, who.space.id, id))),
      )
    },

    async erase(tx: NoteTx, note: NoteRow): Promise<void> {
      await parts.erase(tx, note.id)
      await placeTags(tx, note, null)
      await deleteNoteRows(tx, note.id)
      await news.changed(tx, note, null)
      await audit.record(tx, noteActions.erased, ofNote(note))
    },
  }
  return trash

  async function put(tx: NoteTx, note: NoteRow, where: Pick<NoteRow, 'deleted_at' | 'purge_at'>) {
    const next = { ...note, ...where, access_version: note.access_version + 1 }
    await updateNote(tx, note, { ...where, access_version: next.access_version })
    await placeTags(tx, note, next)
    await news.changed(tx, note, next)
  }
}
