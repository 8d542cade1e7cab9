import type { Lease } from './attempt-store.ts'
import type { JobReader, JobTx, JobWorkerRow } from './job-tables.ts'

/** Rows of `job_workers`, and the running jobs as their worker watches them. */

export const workerTable = 'job_workers'

export async function addWorker(tx: JobTx, owner: string, now: string): Promise<void> {
  await tx.insertInto(workerTable).values({ owner, beat: 0, started_at: now }).execute()
}

/** False when it is gone already, or has beaten since `beat` was read. */
export async function removeWorker(tx: JobTx, owner: string, beat?: number): Promise<boolean> {
  let query = tx.deleteFrom(workerTable).where('owner', '=', owner)
  if (beat !== undefined) query = query.where('beat', '=', beat)
  return (await query.returning('owner').execute()).length > 0
}

export function listWorkers(read: JobReader): Promise<JobWorkerRow[]> {
  return read.selectFrom(workerTable).selectAll().execute()
}

/** Owners of running jobs that are not registered. */
export async function strayOwners(read: JobReader): Promise<string[]> {
  const rows = await read
    .selectFrom('jobs')
    .leftJoin('job_workers', 'job_workers.owner', 'jobs.lease_owner')
    .select('jobs.lease_owner')
    .distinct()
    .where('jobs.lease_owner', 'is not', null)
    .where('job_workers.owner', 'is', null)
    .execute()
  return rows.flatMap((r) => (r.lease_owner ? [r.lease_owner] : []))
}

/** What became of leases: still held, asked to end, or lost (absent). By job id. */
export async function heldLeases(
  read: JobReader,
  leases: readonly Lease[],
): Promise<Map<string, { fence: number; cancelRequested: boolean }>> {
  const rows = await read
    .selectFrom('jobs')
    .select(['id', 'fence', 'cancel_requested'])
    .where(
      'id',
      'in',
      leases.map((l) => l.jobId),
    )
    .where('state', '=', 'running')
    .execute()
  return new Map(rows.map((r) => [r.id, { fence: r.fence, cancelRequested: r.cancel_requested === 1 }]))
}
