import { Cron } from 'croner'
import type { Clock } from '../clock.ts'
import { DutyLost } from '../duties/duty.ts'
import type { Log } from '../observability/log.ts'
import { knowCron, takeCronTime } from './cron-store.ts'
import type { JobDb, JobTx } from './job-tables.ts'
import type { JobType } from './queue.ts'

/** Milliseconds; a wall clock that jumps is noticed by then. */
const longestPause = 15_000
const day = 24 * 3600

type CronParts = {
  db: JobDb
  clock: Clock
  log: Log
  add: (tx: JobTx, type: JobType) => Promise<unknown>
  /** Throws `DutyLost` when it is another process's turn by now. */
  mayAdd: (tx: JobTx) => Promise<void>
}

/**
 * Adds one job of each type at each of its times (UTC), however many schedulers there are: `job_crons` remembers up to where. Times
 * that passed while none ran are caught up with by one job. A type seen for the first time waits for its next time.
 * Throws when a pattern cannot be read.
 */
export async function openCron(
  { db, clock, log, add, mayAdd }: CronParts,
  types: readonly JobType[],
): Promise<{ stop(): Promise<void> }> {
  const plans = types.flatMap((type) =>
    type.cron ? [{ type, cron: new Cron(type.cron, { timezone: 'UTC', paused: true }), seen: '' }] : [],
  )
  await db.transact(async (tx) => {
    for (const { type } of plans) await knowCron(tx, type.name, clock.iso())
  })
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let round = tick()

  async function tick(): Promise<void> {
    let pause = longestPause
    for (const plan of plans) {
      const now = new Date(clock.now())
      const latest = plan.cron.previousRuns(1, now)[0]?.toISOString()
      if (latest && latest !== plan.seen && (await addOnce(plan.type, latest))) plan.seen = latest
      const next = plan.cron.nextRun(now)
      if (next) pause = Math.min(pause, Math.max(1, next.getTime() - clock.now()))
    }
    if (stopping.signal.aborted) return
    timer = setTimeout(() => {
      round = tick()
    }, pause)
  }

  /** False when the database did not answer, or another process schedules by now. */
  async function addOnce(type: JobType, time: string): Promise<boolean> {
    try {
      await db.transact(async (tx) => {
        await mayAdd(tx)
        if (await takeCronTime(tx, type.name, time, clock.iso(day))) await add(tx, type)
      })
      return true
    } catch (error) {
      if (error instanceof DutyLost) return false
      log.error({ err: error, job: type.name }, 'could not add a cron job; trying again')
      return false
    }
  }

  await round
  return {
    async stop() {
      stopping.abort()
      clearTimeout(timer)
      await round
    },
  }
}
