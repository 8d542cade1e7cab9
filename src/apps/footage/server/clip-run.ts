import type { Db } from '#platform/db/db.ts'
import { Fault, type Kind } from '#platform/errors.ts'
import type { Platform } from '#platform/platform.ts'
import { type JobContext, JobDeferred, JobRefused } from '#platform/queue/queue.ts'
import { failureOf } from './clip-failures.ts'
import type { ClipNews } from './clip-news.ts'
import type { ClipOutputs } from './clip-outputs.ts'
import type { ClipRun, Processing } from './clip-processing.ts'
import { type ClipProgress, clipProgress } from './clip-progress.ts'
import { clipById } from './clip-store.ts'
import type { ClipRow, ClipTables } from './clip-tables.ts'

export type ClipWork = Pick<Platform, 'media' | 'storage' | 'config'> & {
  db: Db<ClipTables>
  news: ClipNews
  outputs: ClipOutputs
  processing: Processing
}

/** One attempt at a clip: its row, the file as it came at a local path, and where to tell how far it is. */
export type Attempt = {
  clip: ClipRow
  run: string
  path: string
  context: JobContext
  progress: ClipProgress
}

/** What an attempt waits for without being spent, and how long before the next look. */
const waits: Partial<Record<Kind, { stage: string; seconds: number }>> = {
  full: { stage: 'Waiting for room on the disk', seconds: 300 },
  unavailable: { stage: 'Waiting for the place where files are kept', seconds: 15 },
}

/**
 * Runs one attempt of a job on a clip that is `fit` for it. Clears what earlier attempts left behind, ends the run with
 * words for a member when the file is to blame, and waits without spending an attempt when the disk is full or the store is away.
 */
export async function runOnClip(
  work: ClipWork,
  name: ClipRun,
  context: JobContext,
  fit: (clip: ClipRow) => boolean,
  attempt: (attempt: Attempt) => Promise<void>,
): Promise<void> {
  const { db, storage, outputs, processing } = work
  const clip = await clipById(db.read, name.clipId)
  if (!clip || clip.deleted_at !== null || clip.original_key === null || !fit(clip)) return
  await outputs.clearLeftovers(context, clip.id)
  await context.fenced(db, (tx) => processing.begun(tx, name))
  const progress = clipProgress(work, clip, context)
  try {
    await storage.withFile(clip.original_key, (path) =>
      attempt({ clip, run: name.run, path, context, progress }),
    )
  } catch (error) {
    const wait = error instanceof Fault ? waits[error.kind] : undefined
    if (wait) {
      await progress.settled()
      progress.report(clip.percent, wait.stage)
      throw new JobDeferred(wait.seconds, (error as Fault).message)
    }
    const failure = failureOf(error)
    if (!failure) throw error
    await context.fenced(db, (tx) => processing.over(tx, name, { state: 'failed', failure }))
    throw new JobRefused(failure.code, failure.message, { cause: error })
  } finally {
    await progress.settled()
  }
}
