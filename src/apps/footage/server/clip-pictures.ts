import { basename } from 'node:path'
import type { Db } from '#platform/db/db.ts'
import type { Probe } from '#platform/media/media.ts'
import type { Platform } from '#platform/platform.ts'
import { type JobContext, LeaseLost } from '#platform/queue/queue.ts'
import type { ClipNews } from './clip-news.ts'
import type { ClipOutputs } from './clip-outputs.ts'
import { updateClip } from './clip-store.ts'
import type { ClipRow, ClipTables } from './clip-tables.ts'

type Needs = Pick<Platform, 'media' | 'storage'> & {
  db: Db<ClipTables>
  outputs: ClipOutputs
  news: ClipNews
}

/**
 * Poster and storyboard. A clip without them is still a good clip: what goes wrong in making one is logged and the
 * work goes on.
 */
export async function makePoster(
  needs: Needs,
  clip: ClipRow,
  probe: Probe,
  path: string,
  context: JobContext,
) {
  if (clip.poster_key !== null) return
  await optional('poster', context, () =>
    needs.storage.withFolder(async (folder) => {
      const { file } = await needs.media.poster(path, probe, folder, { signal: context.signal })
      await needs.outputs.place(context, clip.id, [file], async (tx, placed) => {
        await updateClip(tx, clip.id, { poster_key: `${placed}/${basename(file)}` })
        needs.news.changed(tx, clip)
      })
    }),
  )
}

export async function makeStoryboard(
  needs: Needs,
  clip: ClipRow,
  probe: Probe,
  path: string,
  context: JobContext,
) {
  if (clip.storyboard_folder !== null || probe.video === null) return
  await optional('storyboard', context, () =>
    needs.storage.withFolder(async (folder) => {
      const { image, vtt } = await needs.media.storyboard(path, probe, folder, { signal: context.signal })
      await needs.outputs.place(context, clip.id, [image, vtt], async (tx, placed) => {
        await updateClip(tx, clip.id, { storyboard_folder: placed })
        needs.news.changed(tx, clip)
      })
    }),
  )
}

async function optional(what: string, context: JobContext, make: () => Promise<void>): Promise<void> {
  try {
    await make()
  } catch (error) {
    if (context.signal.aborted || error instanceof LeaseLost) throw error
    context.log.warn({ err: error }, `no ${what} for this clip`)
  }
}
