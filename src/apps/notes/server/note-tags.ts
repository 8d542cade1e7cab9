import type { Standing } from '#platform/auth/actor.ts'
import type { Db } from '#platform/db/db.ts'
import { toJson } from '#platform/db/json.ts'
import { foldTag, renameIn, tagsOf } from './note-fields.ts'
import { notePolicies } from './note-policies.ts'
import type { NoteSaves } from './note-saves.ts'
import { noteById } from './note-store.ts'
import type { NoteTables, TagRename } from './note-tables.ts'
import { notesTagged } from './note-tag-store.ts'

export type NoteTags = ReturnType<typeof openNoteTags>

/** Notes in one transaction: others write between them. */
const batch = 100

/** The rules of tags as a whole. */
export function openNoteTags({ db, saves }: { db: Db<NoteTables>; saves: NoteSaves }) {
  return {
    /**
     * Renames a tag on every note that `who` may edit, archived ones too; how many there were. Each is a save that says so: who
     * writes in one of them meanwhile does not collide with it. What a crash leaves undone, the same rename does.
     */
    async rename(who: Standing, rename: TagRename): Promise<number> {
      const ids = await notesTagged(db.read, who.space.id, foldTag(rename.from))
      let count = 0
      while (ids.length > 0) count += await renameOn(who, ids.splice(0, batch), rename)
      return count
    },
  }

  function renameOn(who: Standing, ids: readonly string[], rename: TagRename): Promise<number> {
    return db.transact(async (tx) => {
      let count = 0
      for (const id of ids) {
        const note = await noteById(tx, id)
        if (!note || note.deleted_at !== null || notePolicies.edit(who, note) !== 'allow') continue
        const tags = toJson(renameIn(tagsOf(note), rename))
        if (tags === note.tags) continue
        await saves.next(tx, note, { tags }, who.accountId!, rename)
        count += 1
      }
      return count
    })
  }
}
