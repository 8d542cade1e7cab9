import { handler, type JobHandler } from '#platform/queue/queue.ts'
import { isMediaFault } from './clip-failures.ts'
import { shrinkPosters } from './clip-jobs.ts'
import { shrinkPoster } from './clip-pictures.ts'
import type { ClipWork } from './clip-run.ts'
import { clipsToShrink, updateClip } from './clip-store.ts'

const atOnce = 50

/** Small posters for clips from before there were any. Each clip is tried once; its poster itself stays. */
export function shrinkPostersJob(work: ClipWork): JobHandler {
  const { db } = work
  return handler({
    type: shrinkPosters,
    async run(_, context) {
      for (;;) {
        const clips = await clipsToShrink(db.read, atOnce)
        for (const clip of clips) {
          context.signal.throwIfAborted()
          await shrinkPoster(work, clip, context).catch(async (error: unknown) => {
            if (context.signal.aborted || !isMediaFault(error)) throw error
            context.log.warn({ err: error, clipId: clip.id }, 'no small posters for this clip')
            await context.fenced(db, (tx) => updateClip(tx, clip.id, { pictures_folder: '' }))
          })
        }
        if (clips.length < atOnce) return
      }
    },
  })
}
