import type { Dialect } from '../db/db.ts'
import type { Announce } from './announce.ts'
import type { Lane } from './delivery.ts'
import { cancelReason, endJob, lockJob } from './job-ends.ts'
import type { JobReader, JobRow, JobTx } from './job-tables.ts'
import { LeaseLost } from './queue.ts'

/** Who runs what: claims, leases, and taking back what a dead worker left. */

/** The right of one attempt to write: good while the job runs and its fence is still this number. */
export type Lease = { jobId: string; fence: number }

/** Guards what a handler writes. A part of its own so that tests can leave it out and see what it prevents. */
export type Fence = (tx: JobTx, lease: Lease) => Promise<void>

/** Throws `LeaseLost` unless the attempt holds its lease and nobody asked it to end; then it does until the commit. */
export const fence: Fence = async (tx, lease) => {
  const job = await holdLease(tx, lease)
  if (!job || job.cancel_requested === 1) throw new LeaseLost()
}

/** The job, locked until the end of the transaction; null when the lease is lost. */
export async function holdLease(tx: JobTx, lease: Lease): Promise<JobRow | null> {
  const job = await lockJob(tx, lease.jobId)
  return job?.state === 'running' && job.fence === lease.fence ? job : null
}

/** Whether a lane has something to claim at `now`. Cheap: asked at every poll. */
export async function isDue(read: JobReader, lane: Lane, now: string): Promise<boolean> {
  const jobs = read.selectFrom('jobs').select('id').limit(1)
  const waiting = jobs.where('state', '=', 'waiting').where('lane', '=', lane)
  const delayed = jobs.where('state', '=', 'delayed').where('run_at', '<=', now)
  return Boolean((await waiting.executeTakeFirst()) ?? (await delayed.executeTakeFirst()))
}

/** Types of waiting jobs that are not among `handled`: of an app that is switched off, or of a newer version. */
export async function unhandledTypes(read: JobReader, handled: readonly string[]): Promise<string[]> {
  const rows = await read
    .selectFrom('jobs')
    .select('type')
    .distinct()
    .where('state', '=', 'waiting')
    .$if(handled.length > 0, (query) => query.where('type', 'not in', handled))
    .execute()
  return rows.map((row) => row.type)
}

/** When the next delayed job is due, null without one. */
export async function nextDelayed(read: JobReader): Promise<string | null> {
  const row = await read
    .selectFrom('jobs')
    .select('run_at')
    .where('state', '=', 'delayed')
    .orderBy('run_at')
    .limit(1)
    .executeTakeFirst()
  return row?.run_at ?? null
}

/** Makes up to `max` due jobs the owner's, best first; none when the owner is no longer registered. */
export async function claimJobs(
  tx: JobTx,
  ask: {
    owner: string
    lane: Lane
    types: readonly string[]
    max: number
    now: string
    skipLocked: Dialect['skipLocked']
  },
): Promise<JobRow[]> {
  await tx
    .updateTable('jobs')
    .set({ state: 'waiting' })
    .where('state', '=', 'delayed')
    .where('run_at', '<=', ask.now)
    .execute()
  // One statement for all would be shorter, but SQLite then walks every waiting job to find the chosen ones.
  const due = await tx
    .selectFrom('jobs')
    .select('id')
    .where('state', '=', 'waiting')
    .where('lane', '=', ask.lane)
    .where('type', 'in', ask.types)
    .orderBy('priority')
    .orderBy('run_at')
    .orderBy('id')
    .limit(ask.max)
    .modifyEnd(ask.skipLocked)
    .execute()
  const claimed: JobRow[] = []
  for (const { id } of due) {
    const job = await claimJob(tx, id, ask)
    if (job) claimed.push(job)
  }
  return claimed
}

/** Makes one job the owner's; null when it is not due at `now`, not of `types`, not there, or the owner is no longer registered. */
export async function claimDueJob(
  tx: JobTx,
  id: string,
  ask: { owner: string; types: readonly string[]; now: string },
): Promise<JobRow | null> {
  const due = await tx
    .updateTable('jobs')
    .set({ state: 'waiting' })
    .where('id', '=', id)
    .where('type', 'in', ask.types)
    .where((job) =>
      job.or([
        job('state', '=', 'waiting'),
        job.and([job('state', '=', 'delayed'), job('run_at', '<=', ask.now)]),
      ]),
    )
    .returning('id')
    .executeTakeFirst()
  return due ? ((await claimJob(tx, id, ask)) ?? null) : null
}

/** Undefined when another claim was first, or the owner is no longer registered. */
async function claimJob(
  tx: JobTx,
  id: string,
  ask: { owner: string; now: string },
): Promise<JobRow | undefined> {
  return tx
    .updateTable('jobs')
    .set((eb) => ({
      state: 'running',
      attempt: eb('attempt', '+', 1),
      fence: eb('fence', '+', 1),
      lease_owner: ask.owner,
      started_at: ask.now,
      percent: 0,
      stage: null,
    }))
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .where((eb) => eb.exists(eb.selectFrom('job_workers').select('owner').where('owner', '=', ask.owner)))
    .returningAll()
    .executeTakeFirst()
}

export async function writeProgress(tx: JobTx, lease: Lease, percent: number, stage: string): Promise<void> {
  await tx
    .updateTable('jobs')
    .set({ percent, stage })
    .where('id', '=', lease.jobId)
    .where('fence', '=', lease.fence)
    .where('state', '=', 'running')
    .execute()
}

/** Back to waiting, from `at` on (at once when null). `spend: false` gives the attempt back. */
export async function releaseJob(
  tx: JobTx,
  announce: Announce,
  job: JobRow,
  back: { at: string | null; spend: boolean; reason: string | null; now: string },
): Promise<void> {
  const run_at = back.at ?? back.now
  await tx
    .updateTable('jobs')
    .set({
      state: back.at ? 'delayed' : 'waiting',
      run_at,
      attempt: back.spend ? job.attempt : Math.max(0, job.attempt - 1),
      lease_owner: null,
      reason: back.reason,
    })
    .where('id', '=', job.id)
    .execute()
  announce.due(tx, { ...job, run_at })
}

export const crashReason = 'The server stopped in the middle of it.'

/**
 * Takes back the running jobs of an owner that is gone. The attempt is spent, so that a job that kills its server cannot do so for
 * ever: after the last one it has failed. Returns how many came back.
 */
export async function takeBackJobs(
  tx: JobTx,
  announce: Announce,
  owner: string,
  now: string,
): Promise<number> {
  const left = await tx
    .selectFrom('jobs')
    .select('id')
    .where('lease_owner', '=', owner)
    .orderBy('id')
    .execute()
  for (const { id } of left) {
    const job = await lockJob(tx, id)
    if (job?.lease_owner !== owner || job.state !== 'running') continue
    if (job.cancel_requested === 1)
      await endJob(tx, announce, job, { state: 'cancelled', reason: cancelReason, owed: true }, now)
    else if (job.attempt >= job.attempts)
      await endJob(tx, announce, job, { state: 'failed', reason: tried(crashReason, job), owed: true }, now)
    else await releaseJob(tx, announce, job, { at: null, spend: true, reason: crashReason, now })
  }
  return left.length
}

/** The reason of the last attempt, and how often it was tried. */
export const tried = (reason: string, job: Pick<JobRow, 'attempt'>): string =>
  job.attempt > 1 ? `${reason} Tried ${job.attempt} times.` : reason
