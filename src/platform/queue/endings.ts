import { AsyncLocalStorage } from 'node:async_hooks'
import type { Log } from '../observability/log.ts'
import type { JobDb, JobReader, JobTx } from './job-tables.ts'
import type { Payloads } from './payloads.ts'
import type { JobHandler } from './queue.ts'

/**
 * Tells handlers about jobs that failed or were cancelled. What is owed stands in the row until the handler's own transaction has
 * committed, so it is neither forgotten by a crash nor done twice.
 */
export interface Endings {
  /** Pays what is owed now. Never throws. */
  pay(): Promise<void>
  /** Resolves when nothing is being paid; nothing is any more. */
  stop(): Promise<void>
}

export function openEndings(parts: {
  db: JobDb
  log: Log
  payloads: Payloads
  handlers: ReadonlyMap<string, JobHandler>
  /** Seconds between two tries. */
  pause: number
}): Endings {
  const { db, log, payloads, handlers } = parts
  /** When a job may be tried again, by `performance.now()`. */
  const pauses = new Map<string, number>()
  let round: Promise<void> | null = null
  const outside = AsyncLocalStorage.snapshot()
  let again = false
  const stopping = new AbortController()

  async function payAll(): Promise<void> {
    try {
      while (again && !stopping.signal.aborted) {
        again = false
        for (const id of await owedJobs(db.read, [...handlers.keys()]))
          if (!stopping.signal.aborted && performance.now() >= (pauses.get(id) ?? 0)) await payOne(id)
      }
    } catch (error) {
      log.error({ err: error }, 'could not look for ended jobs')
    }
    round = null
  }

  async function payOne(id: string): Promise<void> {
    try {
      await db.transact((tx) => tell(tx, id))
      pauses.delete(id)
    } catch (error) {
      const left = await db.transact((tx) => spendTry(tx, id))
      if (left > 0) pauses.set(id, performance.now() + parts.pause * 1000)
      else pauses.delete(id)
      log.error(
        { err: error, jobId: id, triesLeft: left },
        'the end of a job could not be told to its handler',
      )
    }
  }

  async function tell(tx: JobTx, id: string): Promise<void> {
    const job = await tx
      .updateTable('jobs')
      .set({ end_tries_left: 0 })
      .where('id', '=', id)
      .where('end_tries_left', '>', 0)
      .returningAll()
      .executeTakeFirst()
    if (job?.state !== 'failed' && job?.state !== 'cancelled') return
    const handler = handlers.get(job.type)
    const payload = handler?.ended && payloads.fromText(handler.type, job.payload)
    await handler?.ended?.(payload as never, { state: job.state, reason: job.reason ?? '' }, tx)
  }

  return {
    async pay() {
      again = true
      round ??= outside(payAll)
      await round
    },
    async stop() {
      stopping.abort()
      await round
    },
  }
}

async function owedJobs(read: JobReader, types: string[]): Promise<string[]> {
  if (types.length === 0) return []
  const rows = await read
    .selectFrom('jobs')
    .select('id')
    .where((eb) => eb('end_tries_left', '>', eb.lit(0)))
    .where('type', 'in', types)
    .limit(200)
    .execute()
  return rows.map((r) => r.id)
}

async function spendTry(tx: JobTx, id: string): Promise<number> {
  const row = await tx
    .updateTable('jobs')
    .set((eb) => ({ end_tries_left: eb('end_tries_left', '-', 1) }))
    .where('id', '=', id)
    .where('end_tries_left', '>', 0)
    .returning('end_tries_left')
    .executeTakeFirst()
  return row?.end_tries_left ?? 0
}
