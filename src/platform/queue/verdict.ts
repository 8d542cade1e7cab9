import { Fault } from '../errors.ts'
import { tried } from './attempt-store.ts'
import { backoffSeconds } from './backoff.ts'
import { cancelReason } from './job-ends.ts'
import type { JobRow } from './job-tables.ts'
import { BadPayload } from './payloads.ts'
import { JobDeferred, JobRefused, JobStumbled, LeaseLost } from './queue.ts'

/** What becomes of a job after an attempt. */
export type Verdict =
  | { outcome: 'done' }
  | { outcome: 'failed' | 'cancelled'; reason: string }
  /** Another attempt later; this one is spent. */
  | { outcome: 'retried'; afterSeconds: number; reason: string }
  /** Another attempt later; this one is not spent. */
  | { outcome: 'deferred'; afterSeconds: number; reason: string }
  | { outcome: 'handed-back' }
  | { outcome: 'lost' }

/** Why an attempt is aborted: the `reason` of its signal. `LeaseLost` is one, too. */
export class JobCancelled extends Error {
  override readonly name = 'JobCancelled'
}
export class QueueStopping extends Error {
  override readonly name = 'QueueStopping'
}
export class AttemptTimedOut extends Error {
  override readonly name = 'AttemptTimedOut'
}

/**
 * Judges an attempt that settled. An aborted one is judged by why it was aborted, also when the handler returned quietly: it may
 * have left in the middle.
 */
export function judge(
  job: Pick<JobRow, 'attempt' | 'attempts'>,
  attempt: { signal: AbortSignal; error?: unknown; firstBackoff: number },
): Verdict {
  const cause: unknown = attempt.signal.aborted ? attempt.signal.reason : attempt.error
  if (cause === undefined) return { outcome: 'done' }
  if (cause instanceof LeaseLost) return { outcome: 'lost' }
  if (cause instanceof QueueStopping) return { outcome: 'handed-back' }
  if (cause instanceof JobCancelled) return { outcome: 'cancelled', reason: cancelReason }
  if (cause instanceof JobRefused) return { outcome: 'failed', reason: cause.message }
  if (cause instanceof BadPayload)
    return { outcome: 'failed', reason: 'It was written by another version of this house. Start it anew.' }
  if (cause instanceof JobDeferred)
    return { outcome: 'deferred', afterSeconds: Math.max(1, cause.afterSeconds), reason: cause.message }
  // What the house leans on is away: that is not the job's doing.
  if (cause instanceof Fault && cause.kind === 'unavailable')
    return { outcome: 'deferred', afterSeconds: cause.retryAfterSeconds ?? 15, reason: cause.message }
  const reason = readable(cause)
  return job.attempt < job.attempts
    ? { outcome: 'retried', afterSeconds: backoffSeconds(job.attempt, attempt.firstBackoff), reason }
    : { outcome: 'failed', reason: tried(reason, job) }
}

/** Only errors made for people speak for themselves: others may hold paths, queries or addresses. */
function readable(cause: unknown): string {
  const made = cause instanceof Fault || cause instanceof JobStumbled || cause instanceof AttemptTimedOut
  return made
    ? cause.message
    : 'Something went wrong on the server. Its log has the details under the id of this job.'
}
