import { type JobReader, type JobTx, liveStates } from './job-tables.ts'

/** Parents that await their children though none lives any more. */
export async function settledParents(read: JobReader): Promise<string[]> {
  const rows = await read
    .selectFrom('jobs as parent')
    .select('parent.id')
    .where('parent.state', '=', 'awaiting')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('jobs as child')
            .select('child.id')
            .whereRef('child.parent_id', '=', 'parent.id')
            .where('child.state', 'in', liveStates),
        ),
      ),
    )
    .limit(200)
    .execute()
  return rows.map((r) => r.id)
}

/** Deletes up to `limit` jobs that ended before `before`, children only after their parents have ended. Returns how many. */
export async function pruneJobs(tx: JobTx, before: string, limit: number): Promise<number> {
  const rows = await tx
    .deleteFrom('jobs')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('jobs as old')
        .select('old.id')
        .where('old.finished_at', '<', before)
        .where('old.end_tries_left', '=', 0)
        .where((old) =>
          old.not(
            old.exists(
              old
                .selectFrom('jobs as parent')
                .select('parent.id')
                .whereRef('parent.id', '=', 'old.parent_id')
                .where('parent.state', 'in', liveStates),
            ),
          ),
        )
        .limit(limit),
    )
    .returning('id')
    .execute()
  return rows.length
}
