import type { Static, TObject } from 'typebox'
import type { AnyReader, AnyTx, Db, Tx } from '../db/db.ts'
import type { Log } from '../observability/log.ts'

/**
 * The queue engine. Words: a *job type* is declared once (name, payload, budgets); a *job* is one row in `jobs`, the
 * truth; a driver only delivers it. Jobs are at least once: handlers are idempotent and write through `fenced`.
 * At most `attempts` tries (default 3) with backoff, then `failed` with a reason a person can read. An attempt that a crash of the
 * server ended counts; one that a graceful stop ended does not.
 *
 * Parents and children: a parent whose handler is done stays `running` until its last child has ended. Then it is `failed`
 * with the reason of the first child that failed, or `done` when none did: a cancelled child fails nobody. A parent that fails
 * in its own handler, or is cancelled, cancels its living children. `retry` of a parent starts it from the beginning and forgets
 * the children that failed; `retry` of a child leaves a parent that has ended as it is.
 */
export type JobType<P extends TObject = TObject> = {
  /** `<app>.<verb>-<noun>`: `footage.ingest-clip`. */
  name: string
  payload: P
  /** Wall time of one attempt before it is aborted. */
  timeoutSeconds: number
  attempts?: number
  /** Jobs of one lane share its concurrency: `media` is what ffmpeg may use, `default` is everything small. */
  lane?: 'media' | 'default'
  /** Cron pattern (UTC): the scheduler adds one job at each time, never two for one time. */
  cron?: string
}
export const jobType = <P extends TObject>(type: JobType<P>): JobType<P> => type

export type JobState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'

export type AddOptions = {
  /** While a job of this type and key waits or runs, adding another returns the one that is there. */
  uniqueKey?: string
  delaySeconds?: number
  /** Lower goes first. Default 100. */
  priority?: number
  /** A child keeps its parent from being `done`; cancelling the parent cancels it. Throws `Fault('conflict', 'parent-ended')`. */
  parentId?: string
  /** For lists and rights: the space and the object this job works for. */
  spaceId?: string
  subjectId?: string
}

export type JobContext = {
  jobId: string
  attempt: number
  /** Aborted by cancel, timeout, lost lease and shutdown. The handler must end soon and leave no process behind. */
  signal: AbortSignal
  log: Log
  /** Percent 0–100 and a stage a person understands. Written at most once a second. */
  progress(percent: number, stage: string): void
  /**
   * A transaction that commits only while this attempt still holds the lease (fencing token).
   * Throws `LeaseLost` otherwise; then another attempt owns the work and this one must stop.
   */
  fenced<R, T = unknown>(db: Db<T>, work: (tx: Tx<T>) => Promise<R>): Promise<R>
}

export type JobHandler<P extends TObject = TObject> = {
  type: JobType<P>
  run(payload: Static<P>, context: JobContext): Promise<void>
  /**
   * In its own transaction after the last attempt failed or the job was cancelled, and after its handler has left: put the subject in
   * its end state. Owed across crashes; its effects happen once. When it throws it is tried again, five times in all.
   */
  ended?(payload: Static<P>, end: { state: 'failed' | 'cancelled'; reason: string }, tx: AnyTx): Promise<void>
}
/** Erases the payload's type so that handlers of all types fit one list. */
export const handler = <P extends TObject>(h: JobHandler<P>): JobHandler => h as unknown as JobHandler

/** Thrown by a handler: no further attempt, the reason is for a person. */
export class JobRefused extends Error {
  readonly code: string
  constructor(code: string, reason: string, options?: ErrorOptions) {
    super(reason, options)
    this.name = 'JobRefused'
    this.code = code
  }
}
/** Thrown by a handler: worth another attempt; the reason is for a person, should it have been the last one. */
export class JobStumbled extends Error {
  override readonly name = 'JobStumbled'
}
/** Thrown by a handler: try again later without spending an attempt (rate limits, no disk room). A `Fault('unavailable')` does the same. */
export class JobDeferred extends Error {
  readonly afterSeconds: number
  constructor(afterSeconds: number, reason: string) {
    super(reason)
    this.name = 'JobDeferred'
    this.afterSeconds = afterSeconds
  }
}
export class LeaseLost extends Error {
  constructor() {
    super('another attempt has taken over this job')
    this.name = 'LeaseLost'
  }
}

export type JobView = {
  id: string
  type: string
  state: JobState
  percent: number
  stage: string | null
  attempt: number
  reason: string | null
  parentId: string | null
  spaceId: string | null
  subjectId: string | null
  createdAt: string
  startedAt: string | null
  finishedAt: string | null
  runAt: string
}

export interface Queue {
  /**
   * Writes the job in the caller's transaction and wakes a worker after the commit. Returns the job's id.
   * Throws `BadPayload`, naming paths, when the payload is not of the type's shape or over 64 KiB.
   */
  add<P extends TObject>(
    tx: AnyTx,
    type: JobType<P>,
    payload: Static<P>,
    options?: AddOptions,
  ): Promise<string>
  /** Asks for the end: a waiting job ends at once, a running one is aborted within 2 s. No-op when it has ended. */
  cancel(tx: AnyTx, jobId: string): Promise<void>
  /** Cancels every waiting or running job of a subject. */
  cancelSubject(tx: AnyTx, subjectId: string): Promise<void>
  /** Puts a failed or cancelled job back to waiting with fresh attempts. Throws `Fault('conflict')` in other states. */
  retry(tx: AnyTx, jobId: string): Promise<void>
  find(read: AnyReader, jobId: string): Promise<JobView | null>
  list(
    read: AnyReader,
    filter: {
      state?: JobState
      type?: string
      spaceId?: string
      subjectId?: string
      limit: number
      before?: string
    },
  ): Promise<JobView[]>
  /** Starts delivering to these handlers; resolves when the loops run. Throws when a type has no handler or two. */
  work(handlers: JobHandler[], lanes: Record<'media' | 'default', number>): Promise<void>
  /**
   * Adds cron jobs at their times until stopped, by what it returns or by `stop`. `mayAdd` is asked inside each transaction that adds;
   * what it throws keeps the job out.
   */
  schedule(types: JobType[], mayAdd?: (tx: AnyTx) => Promise<void>): Promise<{ stop(): Promise<void> }>
  /** Takes no new job, aborts running ones after `graceSeconds`, hands their rows back without spending an attempt. */
  stop(graceSeconds: number): Promise<void>
  /** Waiting and running counts and the age in seconds of the oldest due job, per lane. For metrics and /readyz. */
  depth(): Promise<{ lane: string; waiting: number; running: number; oldestSeconds: number }[]>
}
