import type { Db, Reader, Tx } from '../db/db.ts'
import type { JobState } from './queue.ts'

/**
 * What stands in `jobs.state`. Two states are seen from outside as another one:
 * - `delayed` is `waiting` with a time that has not come; only the step from `delayed` to `waiting` looks at the wall clock,
 *   so a clock that jumps back cannot hold up what is already due;
 * - `awaiting` is `running` whose own handler is done and whose children are not.
 */
export type StoredState = JobState | 'delayed' | 'awaiting'
export const liveStates = ['delayed', 'waiting', 'running', 'awaiting'] as const
export const endedStates = ['done', 'failed', 'cancelled'] as const

export type JobRow = {
  id: string
  type: string
  lane: string
  state: StoredState
  priority: number
  /** When it became or becomes due. */
  run_at: string
  /** Attempts spent, the running one included. */
  attempt: number
  attempts: number
  /** JSON. */
  payload: string
  /** Taken while the job lives. */
  unique_key: string | null
  parent_id: string | null
  space_id: string | null
  subject_id: string | null
  percent: number
  stage: string | null
  reason: string | null
  /** The worker that runs the attempt (`job_workers.owner`), null when none does. */
  lease_owner: string | null
  /** Counts the owners of this job; an attempt writes only while its number is the current one. */
  fence: number
  /** 0 | 1 */
  cancel_requested: number
  /** How often the handler's `ended` may still be tried; 0 when nothing is owed. */
  end_tries_left: number
  created_at: string
  /** Of the latest attempt. */
  started_at: string | null
  finished_at: string | null
}

/** A process that runs jobs. A `beat` that stands still for the length of a lease means that it is gone. */
export type JobWorkerRow = { owner: string; beat: number; started_at: string }

/** Up to which time the jobs of a cron type have been added. */
export type JobCronRow = { type: string; latest: string }

export type JobTables = { jobs: JobRow; job_workers: JobWorkerRow; job_crons: JobCronRow }
export type JobDb = Db<JobTables>
export type JobTx = Tx<JobTables>
export type JobReader = Reader<JobTables>
