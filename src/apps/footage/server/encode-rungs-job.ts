import { fromJson } from '#platform/db/json.ts'
import type { Probe, RenditionFile } from '#platform/media/media.ts'
import { handler, type JobContext, type JobHandler, JobRefused } from '#platform/queue/queue.ts'
import { failureOf, givenUp } from './clip-failures.ts'
import { encodeRungs } from './clip-jobs.ts'
import { makePoster, makeStoryboard } from './clip-pictures.ts'
import { type ClipProgress, clipProgress } from './clip-progress.ts'
import { clipById } from './clip-store.ts'
import type { ClipRow, RenditionRow } from './clip-tables.ts'
import type { ClipWork } from './ingest-clip-job.ts'
import { plansOf } from './rendition-plans.ts'
import { renditionsOf } from './rendition-store.ts'

/**
 * The renditions of one run. Without anything to watch yet the lowest comes first and alone; the rest share one
 * decode. Ends with the clip `ready`, or `failed` when nothing of it can be watched.
 */
export function encodeRungsJob(work: ClipWork): JobHandler {
  const { db, storage, outputs, processing } = work
  return handler({
    type: encodeRungs,
    async run({ clipId, run }, context) {
      const clip = await clipById(db.read, clipId)
      if (!clip || clip.deleted_at !== null || clip.original_key === null || clip.probe === null) return
      await outputs.clearLeftovers(context, clipId)
      await context.fenced(db, (tx) => processing.begun(tx, clip, run))
      const progress = clipProgress(work, clip, context)
      try {
        await storage.withFile(clip.original_key, (path) => encode(work, clip, run, path, context, progress))
        await progress.settled()
        await context.fenced(db, (tx) =>
          processing.over(tx, { clipId, run }, { state: 'failed', failure: givenUp }),
        )
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

async function encode(
  work: ClipWork,
  clip: ClipRow,
  run: string,
  path: string,
  context: JobContext,
  progress: ClipProgress,
): Promise<void> {
  const probe = fromJson(clip.probe!)
  const rungs = (await renditionsOf(work.db.read, clip.id)).filter(
    (rung) => rung.run === run && (rung.state === 'waiting' || rung.state === 'running'),
  )
  const first = clip.watchable === 1 ? [] : rungs.slice(-1)
  const rest = rungs.filter((rung) => !first.includes(rung))
  const share = (count: number) => (rungs.length === 0 ? 0 : (88 * count) / rungs.length)

  await makePoster(work, clip, probe, path, context)
  await encodeTogether(work, clip, probe, first, path, context, progress, (percent, stage, left) =>
    progress.report(10 + (share(first.length) * percent) / 100, stage, left),
  )
  progress.report(10 + share(first.length), 'Making the preview strip')
  await makeStoryboard(work, clip, probe, path, context)
  await encodeTogether(work, clip, probe, rest, path, context, progress, (percent, stage, left) =>
    progress.report(10 + share(first.length) + (share(rest.length) * percent) / 100, stage, left),
  )
}

async function encodeTogether(
  work: ClipWork,
  clip: ClipRow,
  probe: Probe,
  rungs: readonly RenditionRow[],
  path: string,
  context: JobContext,
  progress: ClipProgress,
  report: (percent: number, stage: string, secondsLeft: number | null) => void,
): Promise<void> {
  const plans = plansOf(work.media, probe, work.config.renditionHeights, rungs)
  if (plans.length === 0) return
  const stage = `Encoding ${plans.map((plan) => (plan.height === 0 ? 'sound' : `${plan.height}p`)).join(', ')}`
  const rungOf = (height: number) => rungs.find((rung) => rung.height === height)!
  report(0, stage, null)
  await work.storage.withFolder(async (folder) => {
    const files = await work.media.encode(path, probe, plans, folder, {
      signal: context.signal,
      rung: (height, percent) => progress.rung(rungOf(height).id, percent),
      progress: (percent, left) => report(percent, stage, left),
    })
    for (const file of files) await publish(file)
  })

  function publish(file: RenditionFile): Promise<void> {
    return work.outputs.place(context, clip.id, [file.file, file.playlist], (tx, placed) =>
      work.processing.published(tx, clip, rungOf(file.height), placed, file),
    )
  }
}
