import { cancelJob, type Job, listJobs, retryJob } from '../../contract/jobs.ts'
import { type Audit, auditAction } from '../audit/audit.ts'
import type { Standing } from '../auth/actor.ts'
import type { AnyReader, Db } from '../db/db.ts'
import { Fault } from '../errors.ts'
import { type Cursors, pageOf } from '../http/cursors.ts'
import { type BoundRoute, handle } from '../http/handle.ts'
import type { JobTables } from './job-tables.ts'
import type { JobView, Queue } from './queue.ts'

/** Scopes of an API key for these routes. */
export const jobScopes = {
  'jobs:read': 'See the background jobs of a space',
  'jobs:write': 'Cancel background jobs and try them again',
}

/** What the audit log keeps of jobs. */
export const jobActions = {
  jobCancelled: auditAction('job.cancelled', 'cancelled a job'),
  jobRetried: auditAction('job.retried', 'had a job tried again'),
} as const

/** Jobs over HTTP: only those that work for the space of the path. */
export function jobRoutes(parts: {
  queue: Queue
  db: Db
  cursors: Cursors
  audit: Pick<Audit, 'record'>
}): BoundRoute[] {
  const { queue, cursors, audit } = parts
  const db = parts.db.tables<JobTables>()
  return [
    handle(listJobs, async ({ standing, query }) => {
      const { limit = 20, cursor, state } = query
      const spaceId = standing.space.id
      const list = `jobs:${spaceId}:${state ?? ''}`
      const before = cursor === undefined ? {} : { before: String(cursors.decode(list, cursor)[0]) }
      const filter = { spaceId, limit: limit + 1, ...(state ? { state } : {}), ...before }
      const jobs = await queue.list(db.read, filter)
      return pageOf(jobs, limit, answer, (last) => cursors.encode(list, [last.id]))
    }),
    handle(cancelJob, async ({ standing, params }) => {
      await db.transact(async (tx) => {
        const job = await findOwn(queue, tx, standing.space.id, params.id)
        await queue.cancel(tx, params.id)
        await audit.record(tx, jobActions.jobCancelled, about(standing, job))
      })
      return undefined
    }),
    handle(retryJob, ({ standing, params }) =>
      db.transact(async (tx) => {
        const job = await findOwn(queue, tx, standing.space.id, params.id)
        await queue.retry(tx, params.id)
        await audit.record(tx, jobActions.jobRetried, about(standing, job))
        return answer(await findOwn(queue, tx, standing.space.id, params.id))
      }),
    ),
  ]
}

const about = ({ space }: Standing, { id, type }: JobView) => ({
  spaceId: space.id,
  subject: { kind: 'job', id, name: type },
})

async function findOwn(queue: Queue, read: AnyReader, spaceId: string, id: string): Promise<JobView> {
  const job = await queue.find(read, id)
  if (job?.spaceId !== spaceId)
    throw new Fault(
      'missing',
      'not-found',
      'There is no such job in this space. It may be too old to be kept.',
    )
  return job
}

const answer = (job: JobView): Job => ({
  id: job.id,
  type: job.type,
  state: job.state,
  percent: job.percent,
  stage: job.stage,
  attempt: job.attempt,
  reason: job.reason,
  parentId: job.parentId,
  subjectId: job.subjectId,
  createdAt: job.createdAt,
  startedAt: job.startedAt,
  finishedAt: job.finishedAt,
})
