import { type Static, Type } from 'typebox'
import { route } from './route.ts'
import { Id, Nullable, Page, PageQuery, SpaceItemParams, SpaceParams, Strict, Time } from './shapes.ts'

/** The background jobs of a space, for its admins. */

export const jobStates = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const

export const Job = Strict({
  id: Id,
  type: Type.String(),
  state: Type.Enum([...jobStates]),
  percent: Type.Number(),
  stage: Nullable(Type.String()),
  attempt: Type.Integer(),
  /** Why it failed, for a person. */
  reason: Nullable(Type.String()),
  parentId: Nullable(Id),
  subjectId: Nullable(Id),
  createdAt: Time,
  startedAt: Nullable(Time),
  finishedAt: Nullable(Time),
})
export type Job = Static<typeof Job>

export const listJobs = route({
  id: 'job.list',
  method: 'GET',
  path: '/spaces/:space/jobs',
  summary: 'Jobs, newest first',
  access: { who: 'admin', scope: 'jobs:read' },
  params: SpaceParams,
  query: Strict({ ...PageQuery, state: Type.Optional(Type.Enum([...jobStates])) }),
  answer: Page(Job),
})
export const cancelJob = route({
  id: 'job.cancel',
  method: 'DELETE',
  path: '/spaces/:space/jobs/:id',
  summary: 'Cancel a job that has not ended',
  access: { who: 'admin', scope: 'jobs:write' },
  params: SpaceItemParams,
  status: 204,
})
export const retryJob = route({
  id: 'job.retry',
  method: 'POST',
  path: '/spaces/:space/jobs/:id/attempts',
  summary: 'Try a failed or cancelled job again',
  access: { who: 'admin', scope: 'jobs:write' },
  params: SpaceItemParams,
  status: 202,
  answer: Job,
})

export const jobsContract = [listJobs, cancelJob, retryJob]
