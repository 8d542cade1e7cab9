import type { House } from '../compose.ts'

/** Works on jobs, and on what the search index does not know yet. */
export async function startWorker({ platform, jobs, search }: House): Promise<void> {
  await platform.queue.work(jobs, { media: platform.config.mediaConcurrency, default: 4 })
  search.start()
}
