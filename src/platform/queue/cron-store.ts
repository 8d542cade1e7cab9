import type { JobTx } from './job-tables.ts'

/** Times of a type count from now on, unless it is known. */
export async function knowCron(tx: JobTx, type: string, now: string): Promise<void> {
  await tx
    .insertInto('job_crons')
    .values({ type, latest: now })
    .onConflict((c) => c.column('type').doNothing())
    .execute()
}

/** True for the one who may add the job of this time. A latest time after `absurd` comes from a clock that was wrong and does not count. */
export async function takeCronTime(tx: JobTx, type: string, time: string, absurd: string): Promise<boolean> {
  const taken = await tx
    .updateTable('job_crons')
    .set({ latest: time })
    .where('type', '=', type)
    .where((eb) => eb.or([eb('latest', '<', time), eb('latest', '>', absurd)]))
    .returning('type')
    .execute()
  return taken.length > 0
}
