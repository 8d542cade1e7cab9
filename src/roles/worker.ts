import type { House } from '../compose.ts'

/** Works on jobs. */
export async function startWorker({ platform, jobs }: House): Promise<void> {
  await platform.queue.work(jobs, { media: platform.config.mediaConcurrency, default: 4 })
}
