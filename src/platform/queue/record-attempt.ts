import type { Clock } from '../clock.ts'
import type { Log } from '../observability/log.ts'
import type { Announce } from './announce.ts'
import { holdLease, type Lease, releaseJob } from './attempt-store.ts'
import { cancelReason, endJob, endRun } from './job-ends.ts'
import type { JobDb, JobTx } from './job-tables.ts'
import type { QueueTimes } from './queue-times.ts'
import type { Verdict } from './verdict.ts'

export type RecordParts = {
  db: JobDb
  clock: Clock
  times: QueueTimes
  announce: Announce
  /** Aborted when nothing may be recorded any more. */
  closing: AbortSignal
}

/**
 * Writes how an attempt ended, while its lease holds; tries until it is written. A cancel that was asked for before wins, also over
 * a handler that came to its end. Answers what is now in the row: `lost` when the attempt had nothing to say any more.
 */
export async function recordAttempt(
  parts: RecordParts,
  log: Log,
  lease: Lease,
  verdict: Verdict,
  owed: boolean,
): Promise<Verdict> {
  for (let wait = 0.2; ; wait = Math.min(10, wait * 2)) {
    try {
      // Locks the row that it decides about first, and a parent before it looks at its children.
      return await parts.db.transact((tx) => recordIn(parts, tx, lease, verdict, owed), {
        isolation: 'statement',
      })
    } catch (error) {
      log.error({ err: error }, 'could not record the end of an attempt')
      if (parts.closing.aborted) return { outcome: 'lost' }
      await new Promise((resolve) => setTimeout(resolve, wait * 1000))
    }
  }
}

async function recordIn(
  { announce, clock, times }: RecordParts,
  tx: JobTx,
  lease: Lease,
  judged: Verdict,
  owed: boolean,
): Promise<Verdict> {
  const seen = await holdLease(tx, lease)
  if (!seen) return { outcome: 'lost' }
  const verdict: Verdict =
    seen.cancel_requested === 1 ? { outcome: 'cancelled', reason: cancelReason } : judged
  const now = clock.iso()
  switch (verdict.outcome) {
    case 'done':
      await endRun(tx, announce, seen, now)
      break
    case 'failed':
    case 'cancelled':
      await endJob(tx, announce, seen, { state: verdict.outcome, reason: verdict.reason, owed }, now)
      break
    case 'retried':
    case 'deferred': {
      const at = clock.iso(verdict.afterSeconds)
      const spend = verdict.outcome === 'retried'
      await releaseJob(tx, announce, seen, { at, spend, reason: verdict.reason, now })
      break
    }
    case 'handed-back':
      await releaseJob(tx, announce, seen, { at: null, spend: false, reason: seen.reason, now })
      break
    case 'lost': {
      // Given up although nobody took it over: the pause keeps two sides from passing it back and forth.
      const at = clock.iso(times.backoff)
      await releaseJob(tx, announce, seen, { at, spend: false, reason: seen.reason, now })
    }
  }
  return verdict
}
