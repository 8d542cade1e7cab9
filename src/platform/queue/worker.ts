import type { Bus } from '../bus/bus.ts'
import { owedTopic } from './announce.ts'
import { claimDueJob, claimJobs, isDue, nextDelayed, unhandledTypes } from './attempt-store.ts'
import type { Delivery, Lane } from './delivery.ts'
import { openEndings } from './endings.ts'
import type { JobRow } from './job-tables.ts'
import { openLease } from './lease.ts'
import type { JobHandler } from './queue.ts'
import { type RunParts, runJob } from './run-job.ts'
import type { RunningJob, RunningJobs } from './running-jobs.ts'
import { openSweeper } from './sweeper.ts'
import { QueueStopping } from './verdict.ts'

/** The part of a process that runs jobs: lease, delivery, sweeper. */
export interface Worker {
  stop(graceSeconds: number): Promise<void>
}

export async function openWorker(
  parts: Omit<RunParts, 'closing'> & { bus: Bus; delivery: Delivery },
  handlerList: readonly JobHandler[],
  lanes: Record<Lane, number>,
): Promise<Worker> {
  const { db, bus, clock, delivery } = parts
  const handlers = new Map(handlerList.map((handler) => [handler.type.name, handler]))
  const types = [...handlers.keys()]
  const running: RunningJobs = new Set()
  const closing = new AbortController()
  const lease = await openLease({ ...parts, running })
  const endings = openEndings({ ...parts, handlers, pause: parts.times.sweep })
  const sweeper = openSweeper({ ...parts, self: lease.owner, payEndings: () => endings.pay() })
  const unsubscribe = bus.subscribe(owedTopic, () => void endings.pay())

  async function take(lane: Lane, max: number): Promise<JobRow[]> {
    if (types.length === 0 || !(await isDue(db.read, lane, clock.iso()))) return []
    const owner = lease.owner()
    const ask = { owner, lane, types, max, now: clock.iso(), skipLocked: db.dialect.skipLocked }
    return db.transact((tx) => claimJobs(tx, ask), { isolation: 'statement' })
  }

  async function takeOne(id: string): Promise<JobRow | null> {
    if (types.length === 0) return null
    const owner = lease.owner()
    return db.transact((tx) => claimDueJob(tx, id, { owner, types, now: clock.iso() }), {
      isolation: 'statement',
    })
  }

  async function nextDueIn(): Promise<number | null> {
    const next = await nextDelayed(db.read)
    return next === null ? null : Date.parse(next) - clock.now()
  }

  async function run(job: JobRow): Promise<void> {
    const control = new AbortController()
    const lag = (clock.now() - Date.parse(job.run_at)) / 1000
    parts.metrics.pickUp.observe({ lane: job.lane }, Math.max(0, lag))
    const attempt: RunningJob = {
      lease: { jobId: job.id, fence: job.fence },
      abort: (reason) => control.abort(reason),
      settled: runJob({ ...parts, closing: closing.signal }, job, handlers.get(job.type)!, control),
    }
    running.add(attempt)
    await attempt.settled
    running.delete(attempt)
  }

  const strange = await unhandledTypes(db.read, types)
  if (strange.length > 0) parts.log.warn({ types: strange }, 'jobs wait that nobody here handles')
  await sweeper.sweep()
  await delivery.start(lanes, { take, takeOne, nextDueIn, run })
  return {
    async stop(graceSeconds) {
      await delivery.stop()
      await settledWithin(running, graceSeconds)
      for (const job of running) job.abort(new QueueStopping('the server stops'))
      await settledWithin(running, parts.times.abortGrace + 5)
      closing.abort()
      unsubscribe()
      await sweeper.stop()
      await endings.stop()
      await lease.close()
    },
  }
}

async function settledWithin(running: RunningJobs, seconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, seconds * 1000)))
  await Promise.race([Promise.all([...running].map((job) => job.settled)), late])
  clearTimeout(timer)
}
