import type { House } from '../compose.ts'

/** Adds jobs at their times. */
export async function startScheduler({ platform, jobs }: House): Promise<void> {
  await platform.queue.schedule(jobs.map((job) => job.type))
}
