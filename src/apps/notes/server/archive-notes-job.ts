import type { Standing } from '#platform/auth/actor.ts'
import type { Db } from '#platform/db/db.ts'
import type { Platform } from '#platform/platform.ts'
import { handler, type JobHandler, JobRefused } from '#platform/queue/queue.ts'
import { archivableNotes, countArchivable } from './note-archive-store.ts'
import { archiveNotes } from './note-jobs.ts'
import { viewerOf } from './note-policies.ts'
import type { NoteSaves } from './note-saves.ts'
import { noteById } from './note-store.ts'
import type { NoteTables } from './note-tables.ts'

const batch = 100

type Needs = Pick<Platform, 'accounts' | 'clock'> & { db: Db<NoteTables>; saves: NoteSaves }

/** In batches, each all or nothing: what a kill or a cancel leaves is archived, or still where it was. */
export function archiveNotesJob({ db, accounts, clock, saves }: Needs): JobHandler {
  return handler({
    type: archiveNotes,
    async run({ spaceId, accountId, unchangedSince }, context) {
      const members = await accounts.members(spaceId)
      const role = members.find((member) => member.accountId === accountId)?.role
      if (!role)
        throw new JobRefused(
          'no-member',
          'Whoever asked for this has left the space. Nothing more is archived.',
        )
      const who: Standing = { space: { id: spaceId, slug: '', name: '' }, role, accountId }
      const { sees } = viewerOf(who)
      const which = { spaceId, authorId: sees === 'all' ? null : accountId, unchangedSince }

      const total = await countArchivable(db.read, which)
      for (let done = 0; ;) {
        context.signal.throwIfAborted()
        const ids = await archivableNotes(db.read, which, batch)
        await context.fenced(db, async (tx) => {
          for (const id of ids) {
            const note = await noteById(tx, id)
            // Changed, pinned, deleted or archived since it was looked up.
            if (!note || note.archived_at !== null || note.deleted_at !== null) continue
            if (note.pinned === 1 || note.updated_at >= unchangedSince) continue
            await saves.next(tx, note, { archived_at: clock.iso() }, accountId)
          }
        })
        done += ids.length
        context.progress((100 * done) / Math.max(total, done, 1), `Archived ${done} notes`)
        if (ids.length < batch) return
      }
    },
  })
}
