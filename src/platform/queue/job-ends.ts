import type { Announce } from './announce.ts'
import { endedStates, type JobRow, type JobTx, liveStates } from './job-tables.ts'

/** How jobs end, and what that does to their parents and children. Rows only; every call is part of a transaction. */

/** How often a handler's `ended` is tried before it is given up. */
export const endTries = 5

export type End =
  | { state: 'done' }
  | {
      state: 'failed' | 'cancelled'
      reason: string
      /** Whether its handler wants to be told. */ owed: boolean
    }

/**
 * Ends a job that no attempt runs any more. Nobody waits for the children of a job that failed or was cancelled: they are cancelled.
 * A parent that waits for this one ends with the last of its children.
 */
export async function endJob(tx: JobTx, announce: Announce, job: JobRow, end: End, now: string) {
  const told = end.state !== 'done' && end.owed
  await tx
    .updateTable('jobs')
    .set({
      state: end.state,
      reason: end.state === 'done' ? null : end.reason,
      ...(end.state === 'done' ? { percent: 100 } : {}),
      lease_owner: null,
      cancel_requested: 0,
      end_tries_left: told ? endTries : 0,
      finished_at: now,
    })
    .where('id', '=', job.id)
    .execute()
  if (told) announce.owed(tx)
  if (end.state !== 'done') await cancelChildren(tx, announce, job.id, now)
  if (job.parent_id) await settleParent(tx, announce, job.parent_id, now)
}

/** A job whose handler is done: done, or awaiting its children. */
export async function endRun(tx: JobTx, announce: Announce, job: JobRow, now: string) {
  const child = await tx
    .selectFrom('jobs')
    .select('id')
    .where('parent_id', '=', job.id)
    .limit(1)
    .executeTakeFirst()
  if (!child) return endJob(tx, announce, job, { state: 'done' }, now)
  await tx
    .updateTable('jobs')
    .set({ state: 'awaiting', lease_owner: null })
    .where('id', '=', job.id)
    .execute()
  await settleParent(tx, announce, job.id, now)
}

/** Ends a parent that awaits its children when none is left: failed with the first failure's reason, done without one. */
export async function settleParent(tx: JobTx, announce: Announce, parentId: string, now: string) {
  const parent = await lockJob(tx, parentId)
  if (parent?.state !== 'awaiting') return
  const children = tx.selectFrom('jobs').where('parent_id', '=', parentId)
  if (await children.select('id').where('state', 'in', liveStates).limit(1).executeTakeFirst()) return
  const failed = await children
    .select('reason')
    .where('state', '=', 'failed')
    .orderBy('finished_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  const end: End = failed
    ? { state: 'failed', reason: failed.reason ?? 'A part of it failed.', owed: true }
    : { state: 'done' }
  await endJob(tx, announce, parent, end, now)
}

/** Cancels a job and its children: at once when nothing runs, else by asking its worker. No-op when it has ended. */
export async function cancelJob(tx: JobTx, announce: Announce, id: string, now: string): Promise<void> {
  const job = await lockJob(tx, id)
  if (!job || endedStates.some((s) => s === job.state)) return
  if (job.state !== 'running')
    return endJob(tx, announce, job, { state: 'cancelled', reason: cancelReason, owed: true }, now)
  await tx.updateTable('jobs').set({ cancel_requested: 1 }).where('id', '=', id).execute()
  announce.cancel(tx)
  await cancelChildren(tx, announce, id, now)
}
export const cancelReason = 'Somebody cancelled it.'

/** Locks the row until the end of the transaction and reads it as it is now, on every database. */
export async function lockJob(tx: JobTx, id: string): Promise<JobRow | null> {
  const row = await tx
    .updateTable('jobs')
    .set((eb) => ({ fence: eb.ref('fence') }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}

async function cancelChildren(tx: JobTx, announce: Announce, parentId: string, now: string): Promise<void> {
  const children = await tx
    .selectFrom('jobs')
    .select('id')
    .where('parent_id', '=', parentId)
    .where('state', 'in', liveStates)
    .execute()
  for (const child of children) await cancelJob(tx, announce, child.id, now)
}
