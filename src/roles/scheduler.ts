import type { House } from '../compose.ts'
import type { Duty } from '#platform/duties/duty.ts'
import { openDuty } from '#platform/duties/open-duty.ts'

/** Adds jobs at their times, when it is this process's turn: of all schedulers of the house one acts. */
export function startScheduler({ platform, jobs }: House): Promise<Duty> {
  const { db, bus, log, metrics, queue } = platform
  const types = jobs.map((job) => job.type)
  return openDuty({
    db,
    bus,
    log,
    metrics,
    name: 'scheduler',
    begin: (hold) => queue.schedule(types, hold),
  })
}
