import type { JobRow } from './job-tables.ts'

export type Lane = 'media' | 'default'
export type DueJob = Pick<JobRow, 'id' | 'lane' | 'priority' | 'run_at' | 'fence'>

/**
 * What a driver of the queue is: it brings due jobs to a process that has room, and nothing else. The rows in `jobs` are the truth:
 * a delivery that is lost, late or doubled changes no outcome, because only `take` and `takeOne` decide who runs a job.
 */
export interface Delivery {
  /** Jobs that wait (or will, at `run_at`) have been committed. Never throws. */
  announce(jobs: readonly DueJob[]): Promise<void>
  /** Delivers to this process, at most `room` jobs of a lane at once, until `stop`. */
  start(lanes: Record<Lane, number>, worker: DeliveryWorker): Promise<void>
  /** Takes no new job. Jobs that run go on. */
  stop(): Promise<void>
  /** Lets go of what it holds, once no job of this process runs any more. */
  close(): Promise<void>
}

export interface DeliveryWorker {
  /** Makes up to `max` due jobs of the lane this worker's, first by priority, then by time; none when others have them. */
  take(lane: Lane, max: number): Promise<JobRow[]>
  /** Makes this very job this worker's; null when it is not due, or somebody has it. */
  takeOne(id: string): Promise<JobRow | null>
  /** Milliseconds until the next delayed job is due, null when there is none. */
  nextDueIn(): Promise<number | null>
  /** Runs one attempt and records how it ended. Never throws. */
  run(job: JobRow): Promise<void>
}
