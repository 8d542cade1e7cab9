import type { Clock } from '../clock.ts'
import { countJobs } from './job-store.ts'
import type { JobReader } from './job-tables.ts'

/** Per lane: jobs that wait (delayed ones too), jobs that run, and how long the oldest due one waits. */
export async function jobDepth(read: JobReader, clock: Clock) {
  const { counts, oldest } = await countJobs(read)
  return ['media', 'default'].map((lane) => {
    const of = (...states: string[]) =>
      counts
        .filter((c) => c.lane === lane && states.includes(c.state))
        .reduce((sum, c) => sum + Number(c.count), 0)
    const since = oldest.find((o) => o.lane === lane)?.run_at
    return {
      lane,
      waiting: of('waiting', 'delayed'),
      running: of('running'),
      oldestSeconds: since ? Math.max(0, (clock.now() - Date.parse(since)) / 1000) : 0,
    }
  })
}
