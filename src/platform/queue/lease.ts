import { setTimeout as pause } from 'node:timers/promises'
import type { Bus } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'
import type { LeaseRenewer } from '../db/lease-renewer.ts'
import type { Log } from '../observability/log.ts'
import { cancelTopic } from './announce.ts'
import type { JobDb } from './job-tables.ts'
import { newOwner } from './process-identity.ts'
import { LeaseLost } from './queue.ts'
import type { QueueTimes } from './queue-times.ts'
import type { RunningJobs } from './running-jobs.ts'
import { JobCancelled } from './verdict.ts'
import { addWorker, heldLeases, removeWorker, workerTable } from './worker-store.ts'

/**
 * The lease of this process: all its attempts live under one row of `job_workers`, whose beat is renewed off the event loop, and each
 * has a fence of its own. Aborts attempts that were cancelled or taken over, within `times.watch` seconds even when the bus is silent.
 */
export interface WorkerLease {
  /** Changes when the lease was lost and taken anew. */
  owner(): string
  /** Gives the lease up. Attempts that still run are somebody else's from now on. */
  close(): Promise<void>
}

export async function openLease(parts: {
  db: JobDb
  bus: Bus
  log: Log
  clock: Clock
  times: QueueTimes
  running: RunningJobs
}): Promise<WorkerLease> {
  const { db, bus, log, clock, times, running } = parts
  /** Empty while there is none: nothing can be claimed then. */
  let owner = ''
  let renewer: LeaseRenewer | null = null
  let recovery = Promise.resolve()
  const closing = new AbortController()

  async function take(): Promise<void> {
    const next = newOwner()
    await db.transact((tx) => addWorker(tx, next, clock.iso()))
    renewer = await db.openLeaseRenewer({
      table: workerTable,
      owner: next,
      everySeconds: times.beat,
      silentSeconds: times.silent,
      lost: () => lose('another worker took this process for dead and took over its jobs'),
      failed: (error) => lose('the lease could not be renewed', error),
    })
    owner = next
  }

  function lose(why: string, error?: Error): void {
    if (closing.signal.aborted) return
    log.warn({ err: error, jobs: running.size }, `lease lost: ${why}`)
    for (const job of running) job.abort(new LeaseLost())
    const [old, oldRenewer] = [owner, renewer]
    owner = ''
    renewer = null
    recovery = takeAnew(old, oldRenewer)
  }

  async function takeAnew(old: string, oldRenewer: LeaseRenewer | null): Promise<void> {
    await oldRenewer?.stop()
    for (let wait = times.watch; !closing.signal.aborted; wait = Math.min(30, wait * 2)) {
      try {
        await take()
        // Whatever the old name still holds was aborted above; the sweeper gives it to whoever is free.
        await db.transact((tx) => removeWorker(tx, old))
        return
      } catch (error) {
        log.error({ err: error }, 'could not take a new lease; trying again')
        await pause(wait * 1000, undefined, { signal: closing.signal }).catch(() => {})
      }
    }
  }

  async function watch(): Promise<void> {
    renewer?.alive()
    if (running.size === 0) return
    const watched = [...running]
    try {
      const held = await heldLeases(
        db.read,
        watched.map((job) => job.lease),
      )
      for (const job of watched) {
        const row = held.get(job.lease.jobId)
        if (row?.fence !== job.lease.fence) job.abort(new LeaseLost())
        else if (row.cancelRequested) job.abort(new JobCancelled('cancelled'))
      }
    } catch (error) {
      log.warn({ err: error }, 'could not look after running jobs')
    }
  }

  await take()
  const timer = setInterval(() => void watch(), times.watch * 1000)
  const unsubscribe = bus.subscribe(cancelTopic, () => void watch())
  return {
    owner: () => owner,
    async close() {
      closing.abort()
      clearInterval(timer)
      unsubscribe()
      await recovery
      await renewer?.stop()
      try {
        await db.transact((tx) => removeWorker(tx, owner))
      } catch (error) {
        log.warn({ err: error }, 'the lease was not given up; the next start finds that this process is gone')
      }
    },
  }
}
