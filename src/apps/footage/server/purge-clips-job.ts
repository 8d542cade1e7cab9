import type { Db } from '#platform/db/db.ts'
import type { Platform } from '#platform/platform.ts'
import { handler, type JobHandler } from '#platform/queue/queue.ts'
import { uploadFolder } from '#platform/storage/storage.ts'
import { clipActions, ofClip } from './clip-audit.ts'
import { purgeClips } from './clip-jobs.ts'
import type { ClipNews } from './clip-news.ts'
import { clipById, deleteClipRows, purgeableClips } from './clip-store.ts'
import { dropTags } from './clip-tag-store.ts'
import { joinedRecordings, recordingOf, segmentsGone } from './recording-store.ts'
import type { ClipTables } from './clip-tables.ts'

/** Seconds. */
const playedOn = 6 * 3600

type Needs = Pick<Platform, 'audit' | 'storage' | 'clock'> & { db: Db<ClipTables>; news: ClipNews }

/** Bytes first, then rows: a purge that is killed in between leaves a row that brings the next one back to it. */
export function purgeClipsJob({ db, audit, storage, clock, news }: Needs): JobHandler {
  return handler({
    type: purgeClips,
    async run(_, context) {
      for (;;) {
        const due = await purgeableClips(db.read, clock.iso(), 50)
        for (const { id } of due) {
          context.signal.throwIfAborted()
          await storage.deleteAll(uploadFolder(id))
          const recording = await recordingOf(db.read, id)
          if (recording?.folder) await storage.deleteAll(recording.folder)
          await context.fenced(db, async (tx) => {
            const clip = await clipById(tx, id)
            if (!clip) return
            await dropTags(tx, id)
            await deleteClipRows(tx, id)
            await news.changed(tx, clip)
            await audit.record(tx, clipActions.purged, ofClip(clip))
          })
        }
        if (due.length < 50) break
      }
      // Who was watching the segments when they became one file has seen them by now.
      for (const { clip_id: id, folder } of await joinedRecordings(db.read, clock.iso(-playedOn), 200)) {
        context.signal.throwIfAborted()
        await storage.deleteAll(folder)
        await context.fenced(db, (tx) => segmentsGone(tx, id))
      }
    },
  })
}
