import type { Bus } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'
import type { AnyTx, Db } from '../db/db.ts'
import { Fault } from '../errors.ts'
import { newId } from '../ids.ts'
import type { Log } from '../observability/log.ts'
import type { Metrics } from '../observability/metrics.ts'
import { openAnnounce } from './announce.ts'
import { fence, type Fence } from './attempt-store.ts'
import { checkHandlers } from './check-handlers.ts'
import { openCron } from './cron.ts'
import type { Delivery } from './delivery.ts'
import { jobDepth } from './job-depth.ts'
import { cancelJob, lockJob } from './job-ends.ts'
import { openJobMetrics } from './job-metrics.ts'
import { restartJob } from './job-restart.ts'
import { findJob, insertJob, jobView, listJobs, livingOfSubject } from './job-store.ts'
import { endedStates, type JobReader, type JobRow, type JobTables, type JobTx } from './job-tables.ts'
import { openPayloads } from './payloads.ts'
import type { AddOptions, JobType, Queue } from './queue.ts'
import type { QueueTimes } from './queue-times.ts'
import { openWorker, type Worker } from './worker.ts'

export type QueueParts = { db: Db; bus: Bus; log: Log; metrics: Metrics; clock: Clock }

/** The queue on the `jobs` table; `delivery` brings due jobs to this process. `guard` is left out only by tests. */
export function createQueue(
  parts: QueueParts & { times: QueueTimes },
  delivery: Delivery,
  guard: Fence = fence,
): Queue {
  const { bus, clock, log, times } = parts
  const db = parts.db.tables<JobTables>()
  const metrics = openJobMetrics(parts.metrics)
  const payloads = openPayloads()
  const announce = openAnnounce(bus, delivery)
  let worker: Worker | null = null
  let cron: { stop(): Promise<void> } | null = null

  async function insert(tx: JobTx, type: JobType, payload: unknown, options: AddOptions) {
    const text = payloads.toText(type, payload)
    if (options.parentId) await lockLivingParent(tx, options.parentId)
    const row = newRow(type, text, options, clock)
    const inserted = await insertJob(tx, row)
    if (inserted.added) announce.due(tx, row)
    return inserted.id
  }

  return {
    add: (tx, type, payload, options = {}) => insert(ours(tx), type as unknown as JobType, payload, options),
    cancel: (tx, jobId) => cancelJob(ours(tx), announce, jobId, clock.iso()),
    async cancelSubject(tx, subjectId) {
      for (const id of await livingOfSubject(ours(tx), subjectId))
        await cancelJob(ours(tx), announce, id, clock.iso())
    },
    retry: (tx, jobId) => restartJob(ours(tx), announce, jobId, clock.iso()),
    async find(read, jobId) {
      const row = await findJob(read as JobReader, jobId)
      return row && jobView(row)
    },
    async list(read, filter) {
      return (await listJobs(read as JobReader, filter)).map(jobView)
    },
    async work(handlers, lanes) {
      if (worker) throw new Error('this queue works already')
      checkHandlers([], handlers)
      worker = await openWorker(
        { db, bus, clock, log, metrics, payloads, times, announce, fence: guard, delivery },
        handlers,
        lanes,
      )
    },
    async schedule(types, mayAdd = async () => {}) {
      if (cron) throw new Error('this queue schedules already')
      for (const type of types) if (type.cron) payloads.toText(type, {})
      const opened = await openCron(
        { db, clock, log, mayAdd, add: (tx, type) => insert(tx, type, {}, {}) },
        types,
      )
      cron = {
        async stop() {
          cron = null
          await opened.stop()
        },
      }
      return cron
    },
    async stop(graceSeconds) {
      await cron?.stop()
      await worker?.stop(graceSeconds)
      worker = null
      await delivery.close()
    },
    depth: () => jobDepth(db.read, clock),
  }
}

/** A caller's transaction, with the tables of the queue. */
const ours = (tx: AnyTx) => tx as JobTx

/** A parent that ends at the same time either has this child or refuses it. */
async function lockLivingParent(tx: JobTx, parentId: string): Promise<void> {
  const parent = await lockJob(tx, parentId)
  if (!parent || parent.cancel_requested === 1 || endedStates.some((s) => s === parent.state))
    throw new Fault('conflict', 'parent-ended', 'The work that this belongs to has ended.')
}

function newRow(type: JobType, payload: string, options: AddOptions, clock: Clock): JobRow {
  const now = clock.iso()
  const delay = options.delaySeconds ?? 0
  return {
    id: newId(clock.now()),
    type: type.name,
    lane: type.lane ?? 'default',
    state: delay > 0 ? 'delayed' : 'waiting',
    priority: options.priority ?? 100,
    run_at: delay > 0 ? clock.iso(delay) : now,
    attempt: 0,
    attempts: type.attempts ?? 3,
    payload,
    unique_key: options.uniqueKey ?? null,
    parent_id: options.parentId ?? null,
    space_id: options.spaceId ?? null,
    subject_id: options.subjectId ?? null,
    percent: 0,
    stage: null,
    reason: null,
    lease_owner: null,
    fence: 0,
    cancel_requested: 0,
    end_tries_left: 0,
    created_at: now,
    started_at: null,
    finished_at: null,
  }
}
