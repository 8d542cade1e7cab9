import type { Probe } from '#platform/media/media.ts'
import { handler, type JobHandler } from '#platform/queue/queue.ts'
import { givenUp, isMediaFault } from './clip-failures.ts'
import { ingestClip } from './clip-jobs.ts'
import { makePoster } from './clip-pictures.ts'
import { type Attempt, type ClipWork, runOnClip } from './clip-run.ts'
import type { RenditionRow } from './clip-tables.ts'
import { planRungs } from './rendition-plans.ts'
import { renditionsOf } from './rendition-store.ts'

/** Probe; something watchable at once when the source can be re-wrapped; poster; then encoding takes over. */
export function ingestClipJob(work: ClipWork): JobHandler {
  return handler({
    type: ingestClip,
    run: (name, context) =>
      runOnClip(
        work,
        name,
        context,
        (clip) => clip.run === name.run,
        (attempt) => ingest(work, attempt),
      ),
    ended: (name, { state }, tx) => work.processing.over(tx, name, { state, failure: givenUp }),
  })
}

async function ingest(work: ClipWork, attempt: Attempt): Promise<void> {
  const { db, media, processing, config } = work
  const { clip, run, path, context, progress } = attempt
  progress.report(1, 'Reading the file')
  const probe = await media.probe(path, { signal: context.signal })
  const plan = planRungs(media, probe, config.renditionHeights, run, clip.id)
  const planned = plan.source ? [plan.source, ...plan.encoded] : plan.encoded
  await context.fenced(db, (tx) => processing.probed(tx, { clipId: clip.id, run }, probe, planned))

  const source = (await renditionsOf(db.read, clip.id)).find((rung) => rung.source === 1)
  if (source && source.state !== 'ready') {
    progress.report(3, 'Making it watchable')
    if (!(await rewrap(work, attempt, probe, source)))
      await context.fenced(db, (tx) => processing.unwrapped(tx, clip, source, plan.standIn))
  }
  progress.report(8, 'Making the poster')
  await makePoster(work, attempt, probe)
  await context.fenced(db, (tx) => processing.ingested(tx, clip, run, context.jobId))
}

/** Whether the source stands re-wrapped. One that ffmpeg cannot re-wrap is no failure: it is encoded instead. */
async function rewrap(
  work: ClipWork,
  { clip, path, context, progress }: Attempt,
  probe: Probe,
  source: RenditionRow,
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
    if (context.signal.aborted || !isMediaFault(error)) throw error
    context.log.warn({ err: error, clipId: clip.id }, 'could not be re-wrapped, will be encoded')
    return false
  }
}
