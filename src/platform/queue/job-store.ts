import { sql } from 'kysely'
import { type JobRow, type JobReader, type JobTx, liveStates } from './job-tables.ts'
import type { JobState, JobView } from './queue.ts'

/** Rows of `jobs` as callers add and read them. */

/** The id of the new row, or of the living one with the same unique key. */
export async function insertJob(tx: JobTx, row: JobRow): Promise<{ id: string; added: boolean }> {
  // The one in the way may end between the two statements of another transaction; then there is room for ours.
  for (let again = 0; again < 3; again++) {
    const added = await tx
      .insertInto('jobs')
      .values(row)
      .onConflict((c) => c.doNothing())
      .returning('id')
      .executeTakeFirst()
    if (added) return { id: added.id, added: true }
    const living = await tx
      .selectFrom('jobs')
      .select('id')
      .where('type', '=', row.type)
      .where('unique_key', '=', row.unique_key)
      .where(sql<boolean>`state in ('delayed', 'waiting', 'running', 'awaiting')`)
      .executeTakeFirst()
    if (living) return { id: living.id, added: false }
  }
  throw new Error(`could not add ${row.type} with its unique key`)
}

export async function findJob(read: JobReader, id: string): Promise<JobRow | null> {
  const row = await read.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirst()
  return row ?? null
}

export type JobFilter = {
  state?: JobState
  type?: string
  spaceId?: string
  subjectId?: string
  limit: number
  before?: string
}

/** Newest first. */
export async function listJobs(read: JobReader, filter: JobFilter): Promise<JobRow[]> {
  let query = read.selectFrom('jobs').selectAll().orderBy('id', 'desc').limit(filter.limit)
  if (filter.state === 'waiting') query = query.where('state', 'in', ['waiting', 'delayed'])
  else if (filter.state === 'running') query = query.where('state', 'in', ['running', 'awaiting'])
  else if (filter.state) query = query.where('state', '=', filter.state)
  if (filter.type) query = query.where('type', '=', filter.type)
  if (filter.spaceId) query = query.where('space_id', '=', filter.spaceId)
  if (filter.subjectId) query = query.where('subject_id', '=', filter.subjectId)
  if (filter.before) query = query.where('id', '<', filter.before)
  return query.execute()
}

/** Ids of the living jobs of a subject, parents before their children. */
export async function livingOfSubject(tx: JobTx, subjectId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('jobs')
    .select('id')
    .where('subject_id', '=', subjectId)
    .where('state', 'in', liveStates)
    .orderBy('id')
    .execute()
  return rows.map((r) => r.id)
}

export async function countJobs(read: JobReader) {
  const counts = await read
    .selectFrom('jobs')
    .select((eb) => ['lane', 'state', eb.fn.countAll<number>().as('count')])
    .where('state', 'in', ['delayed', 'waiting', 'running'])
    .groupBy(['lane', 'state'])
    .execute()
  const oldest = await read
    .selectFrom('jobs')
    .select((eb) => ['lane', eb.fn.min('run_at').as('run_at')])
    .where('state', '=', 'waiting')
    .groupBy('lane')
    .execute()
  return { counts, oldest }
}

export function jobView(row: JobRow): JobView {
  return {
    id: row.id,
    type: row.type,
    state: row.state === 'delayed' ? 'waiting' : row.state === 'awaiting' ? 'running' : row.state,
    percent: row.percent,
    stage: row.stage,
    attempt: row.attempt,
    reason: row.reason,
    parentId: row.parent_id,
    spaceId: row.space_id,
    subjectId: row.subject_id,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    runAt: row.run_at,
  }
}
