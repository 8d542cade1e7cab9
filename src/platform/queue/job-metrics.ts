import type { Metrics } from '../observability/metrics.ts'

export type JobMetrics = ReturnType<typeof openJobMetrics>

export function openJobMetrics(metrics: Metrics) {
  return {
    /** Also counts attempts by how they ended: `…_count`. */
    duration: metrics.histogram(
      'longhouse_job_duration_seconds',
      'Seconds that attempts of jobs took, by type and outcome',
      ['job', 'outcome'],
      [0.01, 0.05, 0.25, 1, 5, 30, 120, 600, 3600],
    ),
    pickUp: metrics.histogram(
      'longhouse_job_pick_up_seconds',
      'Seconds from the moment a job was due until an attempt began, by lane',
      ['lane'],
      [0.005, 0.02, 0.1, 0.5, 2, 10, 60, 600],
    ),
    waiting: metrics.gauge('longhouse_jobs_waiting', 'Jobs that wait, by lane', ['lane']),
    running: metrics.gauge('longhouse_jobs_running', 'Jobs that run, in all processes, by lane', ['lane']),
    oldest: metrics.gauge('longhouse_jobs_oldest_seconds', 'Age of the oldest due job, by lane', ['lane']),
  }
}
