import { Cron } from 'croner'
import type { Clock } from '../clock.ts'
import type { Log } from '../observability/log.ts'
import { latestCronKey } from './job-store.ts'
import type { JobDb } from './job-tables.ts'
import type { JobType } from './queue.ts'

/** Longest sleep: a wall clock that jumps is noticed by then. */
const longestPause = 15_000

/**
 * Adds one job of each type at each of its times (UTC). The key `<type>@<time>` is taken in the row, so any number of schedulers add
 * one. Times that passed while no scheduler ran are caught up with one job, for the latest of them. A type seen for the first
 * time waits for its next time. Throws when a pattern cannot be read.
 */
export async function openCron(
  parts: { db: JobDb; clock: Clock; log: Log; add: (type: JobType, cronKey: string) => Promise<void> },
  types: readonly JobType[],
): Promise<{ stop(): Promise<void> }> {
  const { db, clock, log } = parts
  const plans = await Promise.all(types.flatMap((type) => (type.cron ? [planOf(type, type.cron)] : [])))
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let round = tick()

  async function planOf(type: JobType, pattern: string) {
    const cron = new Cron(pattern, { timezone: 'UTC', paused: true })
    const key = await latestCronKey(db.read, type.name)
    return { type, cron, added: key?.slice(type.name.length + 1) ?? clock.iso() }
  }

  async function tick(): Promise<void> {
    let pause = longestPause
    for (const plan of plans) {
      const latest = plan.cron.previousRuns(1, new Date(clock.now()))[0]?.toISOString()
      if (latest && latest > plan.added) {
        try {
          await parts.add(plan.type, `${plan.type.name}@${latest}`)
          plan.added = latest
        } catch (error) {
          log.error({ err: error, job: plan.type.name }, 'could not add a cron job; trying again')
        }
      }
      const next = plan.cron.nextRun(new Date(clock.now()))
      if (next) pause = Math.min(pause, Math.max(1, next.getTime() - clock.now()))
    }
    if (!stopped) timer = setTimeout(() => (round = tick()), pause)
  }

  await round
  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      await round
    },
  }
}
