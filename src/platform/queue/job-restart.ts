import { Fault } from '../errors.ts'
import type { Announce } from './announce.ts'
import { lockJob } from './job-ends.ts'
import type { JobTx } from './job-tables.ts'

/**
 * A failed or cancelled job waits again, with fresh attempts and without the children that failed. Throws `Fault('missing')`,
 * `Fault('conflict', 'job-not-ended')` in other states, `Fault('conflict', 'taken')` when another job has its unique
 * key by now.
 */
export async function restartJob(tx: JobTx, announce: Announce, id: string, now: string): Promise<void> {
  const job = await lockJob(tx, id)
  if (!job) throw new Fault('missing', 'not-found', 'There is no such job.')
  if (job.state !== 'failed' && job.state !== 'cancelled')
    throw new Fault(
      'conflict',
      'job-not-ended',
      'Only a job that failed or was cancelled can be tried again. This one is left as it is.',
    )
  await tx
    .updateTable('jobs')
    .set({ parent_id: null })
    .where('parent_id', '=', id)
    .where('state', 'in', ['failed', 'cancelled'])
    .execute()
  await tx
    .updateTable('jobs')
    .set({
      state: 'waiting',
      run_at: now,
      attempt: 0,
      percent: 0,
      stage: null,
      reason: null,
      end_tries_left: 0,
      cancel_requested: 0,
      finished_at: null,
    })
    .where('id', '=', id)
    .execute()
  announce.due(tx, { ...job, run_at: now })
}
