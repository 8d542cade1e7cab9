import type { Lease } from './attempt-store.ts'

/** An attempt that runs in this process. */
export type RunningJob = {
  lease: Lease
  /** The first reason counts. */
  abort(reason: Error): void
  /** Resolves when its end is recorded. Never rejects. */
  settled: Promise<void>
}

/** The attempts of this process. */
export type RunningJobs = Set<RunningJob>
