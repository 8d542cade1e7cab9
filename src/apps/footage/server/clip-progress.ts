import type { Db } from '#platform/db/db.ts'
import type { JobContext } from '#platform/queue/queue.ts'
import type { ClipNews } from './clip-news.ts'
import type { ClipTables } from './clip-tables.ts'

/** How far a clip is, for its page and its lists. */
export type ClipProgress = {
  /** Written at most once a second, latest wins. Percent of the clip, seconds left when they can be told. */
  report(percent: number, stage: string, secondsLeft?: number | null): void
  /** Percent of one rendition, written with the next report. */
  rung(renditionId: string, percent: number): void
  /** Resolves when nothing is being written any more. */
  settled(): Promise<void>
}

export function clipProgress(
  { db, news }: { db: Db<ClipTables>; news: ClipNews },
  clip: { id: string; space_id: string },
  context: Pick<JobContext, 'progress' | 'log'>,
): ClipProgress {
  const rungs = new Map<string, number>()
  let writing: Promise<void> | null = null
  let lastWrite = Number.NEGATIVE_INFINITY
  let lastStage = ''

  async function write(percent: number, stage: string, secondsLeft: number | null): Promise<void> {
    const moved = [...rungs]
    rungs.clear()
    await db.transact(async (tx) => {
      await tx
        .updateTable('clips')
        .set({ percent, stage, seconds_left: secondsLeft })
        .where('id', '=', clip.id)
        .where('state', '=', 'processing')
        .execute()
      for (const [id, rungPercent] of moved)
        await tx
          .updateTable('clip_renditions')
          .set({ state: 'running', percent: rungPercent })
          .where('id', '=', id)
          .where('state', 'in', ['waiting', 'running'])
          .execute()
    })
    await news.moved(clip)
  }

  return {
    report(percent, stage, secondsLeft = null) {
      context.progress(percent, stage)
      const now = performance.now()
      if (writing || (now - lastWrite < 1000 && stage === lastStage)) return
      lastWrite = now
      lastStage = stage
      // Progress is a courtesy: a busy database must not fail the work it tells about.
      writing = write(percent, stage, secondsLeft)
        .catch((error: unknown) => context.log.warn({ err: error, clipId: clip.id }, 'progress not written'))
        .finally(() => (writing = null))
    },
    rung: (renditionId, percent) => void rungs.set(renditionId, percent),
    settled: async () => void (await writing),
  }
}
