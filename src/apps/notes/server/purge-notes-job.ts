import type { Db } from '#platform/db/db.ts'
import type { Platform } from '#platform/platform.ts'
import { handler, type JobHandler } from '#platform/queue/queue.ts'
import { purgeNotes } from './note-jobs.ts'
import { noteById, purgeableNotes } from './note-store.ts'
import type { NoteTables } from './note-tables.ts'
import type { NoteTrash } from './note-trash.ts'

const batch = 50

export function purgeNotesJob({
  db,
  clock,
  trash,
}: Pick<Platform, 'clock'> & { db: Db<NoteTables>; trash: NoteTrash }): JobHandler {
  return handler({
    type: purgeNotes,
    async run(_, context) {
      for (;;) {
        const due = await purgeableNotes(db.read, clock.iso(), batch)
        for (const { id } of due) {
          context.signal.throwIfAborted()
          await context.fenced(db, async (tx) => {
            const note = await noteById(tx, id)
            // Somebody may have brought it back meanwhile.
            if (note?.purge_at != null && note.purge_at <= clock.iso()) await trash.erase(tx, note)
          })
        }
        if (due.length < batch) return
      }
    },
  })
}
