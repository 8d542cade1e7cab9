import type { Db, Tx } from '../db/db.ts'
import { writingFor } from '../db/scope.ts'
import type { Log } from '../observability/log.ts'
import { type Fence, type Lease, writeProgress } from './attempt-store.ts'
import type { JobMetrics } from './job-metrics.ts'
import type { JobRow, JobTx } from './job-tables.ts'
import type { Payloads } from './payloads.ts'
import { openProgress } from './progress.ts'
import { recordAttempt, type RecordParts } from './record-attempt.ts'
import { type JobContext, type JobHandler, JobRefused, LeaseLost } from './queue.ts'
import { AttemptTimedOut, judge, type Verdict } from './verdict.ts'

export type RunParts = RecordParts & {
  log: Log
  metrics: JobMetrics
  payloads: Payloads
  fence: Fence
}

/**
 * One attempt, from the claimed row to its recorded end: payload, log, metrics, timeout, abort, retry, fencing. Never throws.
 * Durations are measured on a clock that does not jump.
 */
export async function runJob(
  parts: RunParts,
  job: JobRow,
  handler: JobHandler,
  control: AbortController,
): Promise<void> {
  const { times } = parts
  const lease: Lease = { jobId: job.id, fence: job.fence }
  const log = parts.log.child({ jobId: job.id, job: job.type, attempt: job.attempt })
  const abort = (reason: Error) => control.signal.aborted || control.abort(reason)
  const progress = openProgress(times.progress, (percent, stage) =>
    parts.db
      .transact((tx) => writeProgress(tx, lease, percent, stage), { isolation: 'statement' })
      .catch((error: unknown) => log.warn({ err: error }, 'could not write progress')),
  )
  const context: JobContext = {
    jobId: job.id,
    attempt: job.attempt,
    signal: control.signal,
    log,
    progress: progress.report,
    fenced: (db, work) => fenced(parts.fence, db, lease, work, abort),
  }
  const started = performance.now()
  const timeout = setTimeout(
    () =>
      abort(
        new AttemptTimedOut(`It took longer than ${inWords(handler.type.timeoutSeconds)} and was stopped.`),
      ),
    Math.min(handler.type.timeoutSeconds * 1000, 2 ** 31 - 1),
  )
  let error: unknown
  try {
    const payload = parts.payloads.fromText(handler.type, job.payload)
    const run = async () => writingFor(job.space_id, () => handler.run(payload as never, context))
    await settledOrLeft(run, control.signal, times.abortGrace)
  } catch (thrown) {
    error = thrown ?? new Error('the handler threw nothing')
  }
  clearTimeout(timeout)
  await progress.close()
  const judged = judge(job, { signal: control.signal, error, firstBackoff: times.backoff })
  const verdict = await recordAttempt(parts, log, lease, judged, handler.ended !== undefined)
  const seconds = (performance.now() - started) / 1000
  parts.metrics.duration.observe({ job: job.type, outcome: verdict.outcome }, seconds)
  tell(log, verdict, error, seconds)
}

/** The handler's end, or an error when it goes on for `grace` seconds after the abort; what it still writes is fenced off. */
async function settledOrLeft(run: () => Promise<void>, signal: AbortSignal, grace: number): Promise<void> {
  const ran = new AbortController()
  try {
    await Promise.race([run(), abortedFor(grace, signal, ran.signal)])
  } finally {
    ran.abort()
  }
}

/** Rejects `seconds` after `signal` aborts, unless `over` was first. */
function abortedFor(seconds: number, signal: AbortSignal, over: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const begin = () => {
      const timer = setTimeout(reject, seconds * 1000, new Error('the handler did not end after its abort'))
      over.addEventListener('abort', () => clearTimeout(timer), { once: true })
    }
    if (signal.aborted) begin()
    else signal.addEventListener('abort', begin, { once: true, signal: over })
  })
}

async function fenced<R, T>(
  fence: Fence,
  db: Db<T>,
  lease: Lease,
  work: (tx: Tx<T>) => Promise<R>,
  abort: (reason: Error) => void,
): Promise<R> {
  return db.transact(async (tx) => {
    try {
      await fence(tx as unknown as JobTx, lease)
    } catch (error) {
      // A cancel is recorded as such: the row says so whatever the signal says.
      if (error instanceof LeaseLost) abort(error)
      throw error
    }
    return work(tx)
  })
}

function tell(log: Log, verdict: Verdict, error: unknown, seconds: number): void {
  const facts = { outcome: verdict.outcome, seconds: Math.round(seconds * 1000) / 1000 }
  if (verdict.outcome === 'failed' && !(error instanceof JobRefused))
    log.error({ ...facts, reason: verdict.reason, err: error }, 'job failed')
  else if (verdict.outcome === 'retried' || verdict.outcome === 'lost')
    log.warn({ ...facts, err: error }, `job attempt ${verdict.outcome}`)
  else log.info(facts, `job ${verdict.outcome}`)
}

function inWords(seconds: number): string {
  if (seconds < 120) return `${seconds} seconds`
  return seconds < 7200 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 3600)} hours`
}
