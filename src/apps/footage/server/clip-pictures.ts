import { basename } from 'node:path'
import type { Probe } from '#platform/media/media.ts'
import type { JobContext } from '#platform/queue/queue.ts'
import { isMediaFault } from './clip-failures.ts'
import type { Attempt, ClipWork } from './clip-run.ts'
import { updateClip } from './clip-store.ts'
import type { ClipRow } from './clip-tables.ts'
import { smallPosters } from './clip-view.ts'

/**
 * Poster and storyboard. A clip without them is still a good clip: what goes wrong in making one is logged and the
 * work goes on.
 */
export async function makePoster(
  work: ClipWork,
  { clip, path, context }: Attempt,
  probe: Probe,
): Promise<void> {
  if (clip.poster_key !== null) return
  await optional('poster', context, () =>
    work.storage.withFolder(async (folder) => {
      const { file } = await work.media.poster(path, probe, folder, { signal: context.signal })
      const call = { signal: context.signal }
      const small = await optional('small poster', context, () =>
        work.media.shrink(file, smallPosters, folder, call),
      )
      await work.outputs.place(context, clip.id, [file, ...(small ?? [])], async (tx, placed) => {
        await updateClip(tx, clip.id, {
          poster_key: `${placed}/${basename(file)}`,
          pictures_folder: small ? placed : '',
        })
        await work.news.changed(tx, clip)
      })
    }),
  )
}

/** Small copies of a poster that stands already. */
export async function shrinkPoster(
  work: ClipWork,
  clip: ClipRow & { poster_key: string },
  context: JobContext,
): Promise<void> {
  await work.storage.withFile(clip.poster_key, (path) =>
    work.storage.withFolder(async (folder) => {
      const files = await work.media.shrink(path, smallPosters, folder, { signal: context.signal })
      await work.outputs.place(context, clip.id, files, async (tx, placed) => {
        await updateClip(tx, clip.id, { pictures_folder: placed })
        await work.news.changed(tx, clip)
      })
    }),
  )
}

/** For clips with a picture. */
export async function makeStoryboard(
  work: ClipWork,
  { clip, path, context }: Attempt,
  probe: Probe,
): Promise<void> {
  if (clip.storyboard_folder !== null || probe.video === null) return
  await optional('storyboard', context, () =>
    work.storage.withFolder(async (folder) => {
      const { image, vtt } = await work.media.storyboard(path, probe, folder, { signal: context.signal })
      await work.outputs.place(context, clip.id, [image, vtt], async (tx, placed) => {
        await updateClip(tx, clip.id, { storyboard_folder: placed })
        await work.news.changed(tx, clip)
      })
    }),
  )
}

async function optional<R>(what: string, context: JobContext, make: () => Promise<R>): Promise<R | null> {
  try {
    return await make()
  } catch (error) {
    if (context.signal.aborted || !isMediaFault(error)) throw error
    context.log.warn({ err: error }, `no ${what} for this clip`)
    return null
  }
}
