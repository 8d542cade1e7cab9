import { fromJson } from '#platform/db/json.ts'
import type { Probe } from '#platform/media/media.ts'
import { handler, type JobHandler } from '#platform/queue/queue.ts'
import { givenUp } from './clip-failures.ts'
import { encodeRungs } from './clip-jobs.ts'
import { makePoster, makeStoryboard } from './clip-pictures.ts'
import { type Attempt, type ClipWork, runOnClip } from './clip-run.ts'
import type { RenditionRow } from './clip-tables.ts'
import { plansOf } from './rendition-plans.ts'
import { renditionsOf } from './rendition-store.ts'

/**
 * The renditions of one run. Without anything to watch yet the lowest comes first and alone; the rest share one
 * decode. Ends with the clip `ready`, or `failed` when nothing of it can be watched.
 */
export function encodeRungsJob(work: ClipWork): JobHandler {
  return handler({
    type: encodeRungs,
    run: (name, context) =>
      runOnClip(
        work,
        name,
        context,
        (clip) => clip.probe !== null,
        (attempt) => encode(work, attempt),
      ),
    ended: (name, { state }, tx) => work.processing.over(tx, name, { state, failure: givenUp }),
  })
}

/** Ingest ends at this percent; encoding shares what is left, up to the last file moved into place. */
const ingested = 10
const encoded = 98

async function encode(work: ClipWork, attempt: Attempt): Promise<void> {
  const { clip, run, context, progress } = attempt
  const probe = fromJson(clip.probe!)
  const rungs = (await renditionsOf(work.db.read, clip.id)).filter(
    (rung) => rung.run === run && (rung.state === 'waiting' || rung.state === 'running'),
  )
  const first = clip.watchable === 1 ? [] : rungs.slice(-1)
  const rest = rungs.filter((rung) => !first.includes(rung))
  const percentAt = (count: number) => ingested + ((encoded - ingested) * count) / Math.max(rungs.length, 1)

  await makePoster(work, attempt, probe)
  await encodeTogether(work, attempt, probe, first, (share) => percentAt(first.length * share))
  progress.report(percentAt(first.length), 'Making the preview strip')
  await makeStoryboard(work, attempt, probe)
  await encodeTogether(work, attempt, probe, rest, (share) => percentAt(first.length + rest.length * share))
  await progress.settled()
  await context.fenced(work.db, (tx) =>
    work.processing.over(tx, { clipId: clip.id, run }, { state: 'failed', failure: givenUp }),
  )
}

async function encodeTogether(
  work: ClipWork,
  { clip, path, context, progress }: Attempt,
  probe: Probe,
  rungs: readonly RenditionRow[],
  percentAt: (share: number) => number,
): Promise<void> {
  const plans = plansOf(work.media, probe, work.config.renditionHeights, rungs)
  if (plans.length === 0) return
  const stage = `Encoding ${plans.map(({ height }) => (height === 0 ? 'sound' : `${height}p`)).join(', ')}`
  const rungOf = (height: number) => rungs.find((rung) => rung.height === height)!
  progress.report(percentAt(0), stage)
  await work.storage.withFolder(async (folder) => {
    const files = await work.media.encode(path, probe, plans, folder, {
      signal: context.signal,
      rung: (height, percent) => progress.rung(rungOf(height).id, percent),
      progress: (percent, left) => progress.report(percentAt(percent / 100), stage, left),
    })
    for (const file of files)
      await work.outputs.place(context, clip.id, [file.file, file.playlist], (tx, placed) =>
        work.processing.published(tx, clip, rungOf(file.height), placed, file),
      )
  })
}
