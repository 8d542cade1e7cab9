import type { Clock } from '../clock.ts'
import type { Log } from '../observability/log.ts'
import type { Announce } from './announce.ts'
import { takeBackJobs } from './attempt-store.ts'
import { settleParent } from './job-ends.ts'
import type { JobMetrics } from './job-metrics.ts'
import { jobDepth } from './job-depth.ts'
import type { JobDb } from './job-tables.ts'
import { isGone } from './process-identity.ts'
import type { QueueTimes } from './queue-times.ts'
import { openSilence } from './silence.ts'
import { pruneJobs, settledParents } from './sweep-store.ts'
import { listWorkers, removeWorker, strayOwners } from './worker-store.ts'

/** Finds what nobody else finishes: jobs of dead workers, parents whose children ended, owed ends, old rows. */
export interface Sweeper {
  /** One round now. Never throws. */
  sweep(): Promise<void>
  stop(): Promise<void>
}

const secondsBetweenPrunings = 3600

export function openSweeper(parts: {
  db: JobDb
  log: Log
  clock: Clock
  times: QueueTimes
  metrics: JobMetrics
  announce: Announce
  /** This process, which is not dead while it asks. */
  self: () => string
  payEndings: () => Promise<void>
}): Sweeper {
  const { db, log, clock, times, announce } = parts
  const silence = openSilence({ lease: times.lease, most: times.sweep * 2 })
  let prunedAt = -Infinity
  let timer: NodeJS.Timeout | undefined
  const stopping = new AbortController()
  let round: Promise<void> | null = null

  async function takeBack(): Promise<void> {
    const workers = await listWorkers(db.read)
    const silent = silence.after(workers)
    for (const { owner, beat } of workers) {
      if (owner === parts.self() || !(isGone(owner) || silent.has(owner))) continue
      await db.transact(async (tx) => {
        // Whoever beat meanwhile is alive after all.
        if (await removeWorker(tx, owner, beat))
          told(await takeBackJobs(tx, announce, owner, clock.iso()), owner)
      })
    }
    for (const owner of await strayOwners(db.read))
      await db.transact(async (tx) => told(await takeBackJobs(tx, announce, owner, clock.iso()), owner))
  }
  const told = (jobs: number, owner: string) =>
    log.warn({ jobs, owner }, 'took back the jobs of a dead worker')

  async function settle(): Promise<void> {
    for (const id of await settledParents(db.read))
      await db.transact((tx) => settleParent(tx, announce, id, clock.iso()))
  }

  async function prune(): Promise<void> {
    if (performance.now() - prunedAt < secondsBetweenPrunings * 1000) return
    prunedAt = performance.now()
    while (
      !stopping.signal.aborted &&
      (await db.transact((tx) => pruneJobs(tx, clock.iso(-times.keep), 500))) === 500
    );
  }

  async function measure(): Promise<void> {
    for (const { lane, waiting, running, oldestSeconds } of await jobDepth(db.read, clock)) {
      parts.metrics.waiting.set({ lane }, waiting)
      parts.metrics.running.set({ lane }, running)
      parts.metrics.oldest.set({ lane }, oldestSeconds)
    }
  }

  async function sweepAll(): Promise<void> {
    for (const step of [takeBack, settle, parts.payEndings, measure, prune]) {
      if (stopping.signal.aborted) return
      await step().catch((error: unknown) =>
        log.error({ err: error, step: step.name }, 'sweeping jobs failed'),
      )
    }
  }

  function sweep(): Promise<void> {
    clearTimeout(timer)
    round ??= sweepAll().finally(() => {
      round = null
      if (!stopping.signal.aborted) timer = setTimeout(() => void sweep(), times.sweep * 1000)
    })
    return round
  }

  return {
    sweep,
    async stop() {
      stopping.abort()
      clearTimeout(timer)
      await round
    },
  }
}
