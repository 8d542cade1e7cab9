import type { Db } from '#platform/db/db.ts'
import type { Probe } from '#platform/media/media.ts'
import type { Platform } from '#platform/platform.ts'
import { handler, type JobContext, type JobHandler, JobRefused, LeaseLost } from '#platform/queue/queue.ts'
import { failureOf, givenUp, isMediaFault } from './clip-failures.ts'
import { ingestClip } from './clip-jobs.ts'
import type { ClipNews } from './clip-news.ts'
import type { ClipOutputs } from './clip-outputs.ts'
import { makePoster } from './clip-pictures.ts'
import { type ClipProgress, clipProgress } from './clip-progress.ts'
import type { Processing } from './clip-processing.ts'
import { clipById } from './clip-store.ts'
import type { ClipRow, ClipTables, RenditionRow } from './clip-tables.ts'
import { planRungs } from './rendition-plans.ts'
import { renditionsOf } from './rendition-store.ts'

export type ClipWork = Pick<Platform, 'media' | 'storage' | 'config'> & {
  db: Db<ClipTables>
  news: ClipNews
  outputs: ClipOutputs
  processing: Processing
}

/** Probe; something watchable at once when the source can be re-wrapped; poster; then encoding takes over. */
export function ingestClipJob(work: ClipWork): JobHandler {
  const { db, storage, outputs, processing } = work
  return handler({
    type: ingestClip,
    async run({ clipId, run }, context) {
      const clip = await clipById(db.read, clipId)
      if (!clip || clip.deleted_at !== null || clip.original_key === null || clip.run !== run) return
      await outputs.clearLeftovers(context, clipId)
      await context.fenced(db, (tx) => processing.begun(tx, clip, run))
      const progress = clipProgress(work, clip, context)
      try {
        await storage.withFile(clip.original_key, (path) => ingest(work, clip, run, path, context, progress))
      } catch (error) {
        const failure = failureOf(error)
        if (!failure) throw error
        await context.fenced(db, (tx) => processing.over(tx, { clipId, run }, { state: 'failed', failure }))
        throw new JobRefused(failure.code, failure.message, { cause: error })
      } finally {
        await progress.settled()
      }
    },
    async ended(name, end, tx) {
      await processing.over(tx, name, { state: end.state, failure: givenUp })
    },
  })
}

async function ingest(
  work: ClipWork,
  clip: ClipRow,
  run: string,
  path: string,
  context: JobContext,
  progress: ClipProgress,
): Promise<void> {
  const { db, media, processing, config } = work
  progress.report(1, 'Reading the file')
  const probe = await media.probe(path, { signal: context.signal })
  const plan = planRungs(media, probe, config.renditionHeights, run, clip.id)
  const planned = plan.source ? [plan.source, ...plan.encoded] : plan.encoded
  await context.fenced(db, (tx) => processing.probed(tx, clip, run, probe, planned))

  const source = (await renditionsOf(db.read, clip.id)).find((rung) => rung.source === 1)
  if (source && source.state !== 'ready') {
    progress.report(3, 'Making it watchable')
    const published = await rewrap(work, clip, source, path, probe, context, progress)
    if (!published) await context.fenced(db, (tx) => processing.unwrapped(tx, clip, source, plan.standIn))
  }
  progress.report(8, 'Making the poster')
  await makePoster(work, clip, probe, path, context)
  await context.fenced(db, (tx) => processing.ingested(tx, clip, run, context.jobId))
}

/** Whether the source stands re-wrapped. A source that ffmpeg cannot re-wrap is no failure: it is encoded instead. */
async function rewrap(
  work: ClipWork,
  clip: ClipRow,
  source: RenditionRow,
  path: string,
  probe: Probe,
  context: JobContext,
  progress: ClipProgress,
): Promise<boolean> {
  try {
    await work.storage.withFolder(async (folder) => {
      const file = await work.media.rewrap(path, probe, folder, {
        signal: context.signal,
        progress: (percent) => {
          progress.rung(source.id, percent)
          progress.report(3 + percent / 20, 'Making it watchable')
        },
      })
      await work.outputs.place(context, clip.id, [file.file, file.playlist], (tx, placed) =>
        work.processing.published(tx, clip, source, placed, file),
      )
    })
    return true
  } catch (error) {
    if (context.signal.aborted || error instanceof LeaseLost || !isMediaFault(error)) throw error
    context.log.warn({ err: error, clipId: clip.id }, 'could not be re-wrapped, will be encoded')
    return false
  }
}
